import { countActiveTokens } from '../client/active-tokens.js'
import { isTransactionClient } from '../client/dialect.js'
import { inTurn } from '../client/in-turn.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import { storedUserIds } from '../client/stored-user-ids.js'
import { lockTokensOf } from '../client/token-locks.js'
import type { TokenContext } from '../context.js'
import { WebAPITokenLimitError } from '../errors.js'
import { inTransaction } from '../in-transaction.js'

/**
 * Runs `activate`, which adds an active token for each of the users, where `maxTokensPerUser` leaves room for them. Whoever
 * else does that for one of the users waits in the meantime. `exceptId`: a token that does not count, the one that is to
 * become active again.
 */
export async function withinLimit<R>(
  context: TokenContext,
  userIds: readonly unknown[],
  activate: (context: TokenContext) => Promise<R>,
  { exceptId }: { exceptId?: unknown } = {},
): Promise<R> {
  const { maxTokensPerUser, clock } = context.options
  if (maxTokensPerUser === undefined) return activate(context)
  const { client } = context.model
  const hasRead = isTransactionClient(client)
  const storedIds = await storedUserIds(context.model, userIds)
  const users = [...new Set(storedIds.values())]
  const activateWithin = async (inner: TokenContext) => {
    await lockTokensOf(inner.model, users)
    const counts = await countActiveTokens(inner.model, users, clock(), { hasRead, exceptId })
    const refused = userIds.find((userId) => {
      const storedId = storedIds.get(userId)
      const count = (counts.get(storedId) ?? 0) + 1
      counts.set(storedId, count)
      return count > maxTokensPerUser
    })
    // No failure of the transaction, which could take along what others have written on the same connection.
    return refused === undefined ? { value: await activate(inner) } : { refused }
  }
  const outcome = await inTurn(client, () => retryConflicts(client, () => inTransaction(context, activateWithin)))
  if ('refused' in outcome) throw new WebAPITokenLimitError(maxTokensPerUser, outcome.refused)
  return outcome.value
}
