import type { TokenField } from '../../../../src/client/token-fields.js'
import type { TokenModel } from '../../../../src/client/token-model.js'
import type { TokenRow } from '../../../../src/client/token-row.js'

const take = 1_000

export const newestName = `the ${take.toLocaleString('en')} newest tokens`

/** Reads one field of the newest tokens, of those that could be used. */
export async function newest<Field extends TokenField>(
  { reader }: TokenModel,
  now: Date,
  field: Field,
): Promise<Pick<TokenRow, 'id' | Field>[]> {
  const select = { id: true, [field]: true, valid: true, expires: true } as Record<
    'id' | 'valid' | 'expires' | Field,
    true
  >
  const rows = await reader.findMany({ where: {}, select, orderBy: { id: 'desc' }, take })
  return rows.filter(({ valid, expires }) => valid === true && (expires === null || expires > now))
}
