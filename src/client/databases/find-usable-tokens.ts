import { anyOf } from '../any-of.js'
import type { Id } from '../id.js'
import type { TokenModel } from '../token-model.js'
import { usableWhere } from '../token-status.js'
import type { TokenRow } from '../token-row.js'
import { countedColumns } from './database.js'

/** Reads by an ordinary query, which sees the current rows unless the transaction has a snapshot. */
export function findUsableTokens(model: TokenModel, ownerIds: readonly Id[], now: Date): Promise<TokenRow[]> {
  const where = { AND: [usableWhere(now), { [model.ownerField]: anyOf(ownerIds) }] }
  const select = Object.fromEntries(countedColumns(model).map((column) => [column, true]))
  return model.reader.findMany({ where, select })
}
