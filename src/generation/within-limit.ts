import { countActiveTokens } from '../client/active-tokens.js'
import { retryConflicts } from '../client/retry-conflicts.js'
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
  return retryConflicts(context.model.client, () =>
    inTransaction(context, async (inner) => {
      await lockTokensOf(inner.model, userIds)
      const counts = await countActiveTokens(inner.model, userIds, clock())
      for (const userId of userIds) {
        const count = counts.get(String(userId)) ?? 0
        if (count >= maxTokensPerUser) throw new WebAPITokenLimitError(maxTokensPerUser, userId)
        counts.set(String(userId), count + 1)
      }
      return insert(inner)
    }),
  )
}
