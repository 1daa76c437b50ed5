import { countActiveTokens } from '../client/active-tokens.js'
import { isTransactionClient } from '../client/dialect.js'
import { inTurn } from '../client/in-turn.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import { userKey } from '../client/user-key.js'
import { lockTokensOf } from '../client/user-lock.js'
import type { TokenContext } from '../context.js'
import { WebAPITokenLimitError } from '../errors.js'
import { inTransaction } from '../in-transaction.js'

/**
 * Runs `insert`, which adds a token for each of the users, where `maxTokensPerUser` leaves room for them. Whoever else
 * generates tokens for one of the users waits in the meantime.
 */
export async function withinLimit<R>(
  context: TokenContext,
  userIds: readonly unknown[],
  insert: (context: TokenContext) => Promise<R>,
): Promise<R> {
  const { maxTokensPerUser, clock } = context.options
  if (maxTokensPerUser === undefined) return insert(context)
  const { client } = context.model
  const hasRead = isTransactionClient(client)
  const insertWithin = async (inner: TokenContext) => {
    await lockTokensOf(inner.model, userIds)
    const counts = await countActiveTokens(inner.model, userIds, clock(), { hasRead })
    const refused = userIds.find((userId) => {
      const count = (counts.get(userKey(userId)) ?? 0) + 1
      counts.set(userKey(userId), count)
      return count > maxTokensPerUser
    })
    // No failure of the transaction, which could take along what others have written on the same connection.
    return refused === undefined ? { value: await insert(inner) } : { refused }
  }
  const outcome = await inTurn(client, () => retryConflicts(client, () => inTransaction(context, insertWithin)))
  if ('refused' in outcome) throw new WebAPITokenLimitError(maxTokensPerUser, outcome.refused)
  return outcome.value
}
