import type { TokenData, TokenRow } from '../client/token-row.js'
import type { TokenModel } from '../client/token-model.js'

/** Returns the values of the app's own fields for a successor: all of them, or those that are listed. */
export function copiedFields(
  { appFields }: TokenModel,
  row: TokenRow,
  names: readonly string[] | undefined,
): TokenData {
  for (const name of names ?? []) {
    if (!appFields.some((field) => field.name === name)) {
      throw new TypeError(`copy: "${name}" is not one of the app's own fields`)
    }
  }
  const copied = appFields.filter(({ name, type }) => {
    if (names && !names.includes(name)) return false
    // Prisma distinguishes two kinds of null in a Json column, and reads both as one; a column that is left out is null as
    // well.
    return !(type === 'Json' && row[name] === null)
  })
  return Object.fromEntries(copied.map(({ name }) => [name, row[name]]))
}
