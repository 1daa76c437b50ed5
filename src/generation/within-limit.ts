import { atomically } from '../context/atomically.js'
import { countActiveTokens } from '../client/active-tokens.js'
import { isTransactionClient, lockingIsolation } from '../client/dialect.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import { storedUserIds } from '../client/stored-user-ids.js'
import { lockTokensOf } from '../client/token-locks.js'
import type { TokenContext } from '../context/context.js'
import { WebAPITokenLimitError } from '../outcomes/errors.js'

interface Exception {
  /** A token that does not count: the one that is to become active again. */
  readonly exceptId?: unknown
}

/**
 * Runs `activate`, which adds an active token for each of the users, where `maxTokensPerUser` leaves room for them. Whoever
 * else does that for one of the users waits in the meantime. It may run again: what a conflict has undone was no attempt.
 */
export async function withinLimit<R>(
  context: TokenContext,
  userIds: readonly unknown[],
  activate: (context: TokenContext) => Promise<R>,
  exception: Exception = {},
): Promise<R> {
  const { client } = context.model
  if (context.options.maxTokensPerUser === undefined) return retryConflicts(client, () => activate(context))
  const hasRead = isTransactionClient(client)
  // Before the transaction, where there is none yet: what is read first in it must be behind the lock.
  const storedIds = await storedUserIds(context.model, userIds)
  const outcome = await atomically(
    context,
    async (inner) => {
      const refusal = await limitRefusal(inner, storedIds, userIds, { ...exception, hasRead })
      // No failure of the transaction, which could take along what others have written on the same connection.
      return refusal ? { refusal } : { value: await activate(inner) }
    },
    { transaction: lockingIsolation(client) },
  )
  if ('refusal' in outcome) throw outcome.refusal
  return outcome.value
}

/** The same in a transaction that has begun: the error, where there is no room for one more token of the user. */
export async function refusalByLimit(
  context: TokenContext,
  userId: unknown,
): Promise<WebAPITokenLimitError | undefined> {
  if (context.options.maxTokensPerUser === undefined) return undefined
  const storedIds = await storedUserIds(context.model, [userId])
  return limitRefusal(context, storedIds, [userId], { hasRead: true })
}

async function limitRefusal(
  { model, options: { maxTokensPerUser = Infinity, clock } }: TokenContext,
  storedIds: ReadonlyMap<unknown, unknown>,
  userIds: readonly unknown[],
  reading: Exception & { hasRead: boolean },
): Promise<WebAPITokenLimitError | undefined> {
  const users = [...new Set(storedIds.values())]
  await lockTokensOf(model, users)
  const counts = await countActiveTokens(model, users, clock(), reading)
  const refused = userIds.find((userId) => {
    const storedId = storedIds.get(userId)
    const count = (counts.get(storedId) ?? 0) + 1
    counts.set(storedId, count)
    return count > maxTokensPerUser
  })
  return refused === undefined ? undefined : new WebAPITokenLimitError(maxTokensPerUser, refused)
}
