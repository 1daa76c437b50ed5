import { countActiveTokens } from '../client/count-active-tokens.js'
import type { Id } from '../client/id.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import { storedUserIds } from '../client/stored-user-ids.js'
import { atomically } from '../context/atomically.js'
import type { TokenContext } from '../context/context.js'
import { WebAPITokenLimitError } from '../outcomes/errors.js'

interface Exception {
  /** The token that is to become active again, which does not count. */
  readonly exceptId?: Id | undefined
}

/**
 * Runs `activate`, which adds an active token for each of the users, if `maxTokensPerUser` leaves room for them. Calls for the
 * same user wait for each other. After a conflict, which has undone it, it runs again.
 */
export async function withinLimit<R>(
  context: TokenContext,
  userIds: readonly Id[],
  activate: (context: TokenContext) => Promise<R>,
  exception: Exception = {},
): Promise<R> {
  const { client, database } = context.model
  if (context.settings.maxTokensPerUser === undefined) return retryConflicts(client, () => activate(context))
  const hasRead = isTransactionClient(client)
  // Before the transaction, if it is ours: its first read must come after the lock.
  const storedIds = await storedUserIds(context.model, userIds)
  const outcome = await atomically(
    context,
    async (inner) => {
      const refusal = await limitRefusal(inner, storedIds, userIds, { ...exception, hasRead })
      // Returned, since an error would roll back what others have written on the same connection.
      return refusal ? { refusal } : { value: await activate(inner) }
    },
    { transaction: database.lockingIsolation },
  )
  if ('refusal' in outcome) throw outcome.refusal
  return outcome.value
}

/** Does the same in a transaction that has begun: returns the error when there is no room for one more token of the user. */
export async function refusalByLimit(context: TokenContext, userId: Id): Promise<WebAPITokenLimitError | undefined> {
  if (context.settings.maxTokensPerUser === undefined) return undefined
  const storedIds = await storedUserIds(context.model, [userId])
  return limitRefusal(context, storedIds, [userId], { hasRead: true })
}

async function limitRefusal(
  { model, settings: { maxTokensPerUser = Infinity, clock } }: TokenContext,
  storedIds: ReadonlyMap<Id, Id>,
  userIds: readonly Id[],
  reading: Exception & { readonly hasRead: boolean },
): Promise<WebAPITokenLimitError | undefined> {
  const users = [...new Set(storedIds.values())]
  await model.database.lockTokensOf(model, users)
  const counts = await countActiveTokens(model, users, clock(), reading)
  const refused = userIds.find((userId) => {
    const storedId = storedIds.get(userId) ?? userId
    const count = (counts.get(storedId) ?? 0) + 1
    counts.set(storedId, count)
    return count > maxTokensPerUser
  })
  return refused === undefined ? undefined : new WebAPITokenLimitError(maxTokensPerUser, refused)
}
