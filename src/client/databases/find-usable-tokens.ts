import { anyOf } from '../any-of.js'
import type { Id } from '../id.js'
import type { TokenModel } from '../token-model.js'
import { usableWhere } from '../token-status.js'
import type { CountedToken } from './database.js'

const select = { id: true, userId: true, expires: true, successorId: true, retireOnFirstUse: true } as const

/** Reads by an ordinary query, which sees the current rows unless the transaction has a snapshot. */
export function findUsableTokens(model: TokenModel, userIds: readonly Id[], now: Date): Promise<CountedToken[]> {
  const where = { AND: [usableWhere(now), { userId: anyOf(userIds) }] }
  return model.reader.findMany({ where, select })
}
