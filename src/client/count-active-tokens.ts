import type { CountedToken, Reading } from './databases/database.js'
import type { Id } from './id.js'
import { storedUserIds } from './stored-user-ids.js'
import type { TokenModel } from './token-model.js'

/**
 * Counts each user's tokens that `maxTokensPerUser` is about: the usable ones, but for those that a usable successor is going to
 * replace. The keys are the ids that the users' own rows have. `exceptId` names a token that does not count.
 */
export async function countActiveTokens(
  model: TokenModel,
  userIds: readonly Id[],
  now: Date,
  { exceptId, ...reading }: Reading & { readonly exceptId?: Id | undefined },
): Promise<Map<Id, number>> {
  const usable = await model.database.findUsableTokens(model, userIds, now, reading)
  const usableIds = new Set(usable.map(({ id }) => id))
  const owners = usable
    .filter((token) => token.id !== exceptId && !isBeingReplaced(token, usableIds))
    .map(({ userId }) => userId)
  const known = new Set(userIds)
  // The row of a token may spell its user in another way than the row of the user does.
  const storedIds = await storedUserIds(
    model,
    owners.filter((owner) => !known.has(owner)),
  )
  const counts = new Map<Id, number>()
  for (const owner of owners) {
    const userId = storedIds.get(owner) ?? owner
    counts.set(userId, (counts.get(userId) ?? 0) + 1)
  }
  return counts
}

/** Has a usable successor, and an end. Where either is missing, it may stay for ever. */
function isBeingReplaced({ successorId, expires, retireOnFirstUse }: CountedToken, usable: ReadonlySet<Id | null>) {
  return usable.has(successorId) && (expires !== null || retireOnFirstUse)
}
