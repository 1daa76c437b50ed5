import type { TokenData, TokenRow, TokenWhere } from '../client/token-row.js'
import type { TokenModel } from '../client/token-model.js'
import { unchangedSince } from '../client/unchanged-since.js'
import { write } from '../client/write.js'

/** The use of a token that has just authenticated. */
export interface Use {
  readonly row: TokenRow
  readonly now: Date
  /** The minimum number of milliseconds between two notes. */
  readonly interval: number
  /** The new columns of the secret, when the token is stored by another digest than the first. */
  readonly redigest: TokenData | undefined
}

/**
 * Notes the use of a token, and moves it to the first digest, in one conditional statement. It never touches `valid`, never
 * moves `lastUsed` back, and leaves `lastUpdated` alone.
 */
export async function touch(model: TokenModel, { row, now, interval, redigest }: Use): Promise<{ count: number }> {
  const isStale = isStaleUse(row, now, interval)
  const { lastUpdated } = row
  const where: TokenWhere[] = [{ id: row.id }, unchangedSince(lastUpdated)]
  if (isStale)
    where.push({
      OR: [
        { lastUsed: null },
        ...(interval === Infinity ? [] : [{ lastUsed: { lte: new Date(now.getTime() - interval) } }]),
      ],
    })
  if (redigest) where.push({ token: row.token })
  const data = { lastUpdated, ...(isStale && { lastUsed: now }), ...redigest }
  return write(model, (delegate) => delegate.updateMany({ where: { AND: where }, data }))
}

/** Checks whether the last note is so old that this use has to be noted. */
export function isStaleUse(row: TokenRow, now: Date, interval: number): boolean {
  const { lastUsed } = row
  // An infinite interval turns the notes off.
  return lastUsed === null
    ? interval !== Infinity || isUnusedSuccessor(row)
    : now.getTime() - lastUsed.getTime() >= interval
}

/**
 * Checks for a successor that was never used: its first use ends the chance to repeat the rotation, and may retire its
 * predecessor.
 */
export function isUnusedSuccessor(row: TokenRow): boolean {
  return row.lastUsed === null && row.familyId !== null
}
