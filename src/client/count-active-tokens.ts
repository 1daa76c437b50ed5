import type { Reading } from './databases/database.js'
import type { Id } from './id.js'
import { storedOwnerIds } from './stored-owner-ids.js'
import type { TokenModel } from './token-model.js'
import { ownerOf, type TokenRow } from './token-row.js'

/**
 * Counts the tokens of each user towards `maxTokensPerUser`: usable ones, except those that a usable successor is replacing.
 * The keys are the ids as the users' own rows spell them. `exceptId`: a token that does not count.
 */
export async function countActiveTokens(
  model: TokenModel,
  ownerIds: readonly Id[],
  now: Date,
  { exceptId, ...reading }: Reading & { readonly exceptId?: Id | undefined },
): Promise<Map<Id, number>> {
  const usable = await model.database.findUsableTokens(model, ownerIds, now, reading)
  const usableIds = new Set(usable.map(({ id }) => id))
  const owners = usable
    .filter((token) => token.id !== exceptId && !isBeingReplaced(token, usableIds))
    .flatMap((token) => ownerOf(model, token) ?? [])
  const known = new Set(ownerIds)
  // A token's row may spell the user's id differently from the user's own row.
  const storedIds = await storedOwnerIds(
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

/** Checks for a usable successor and an end; without either, the token may stay for ever. */
function isBeingReplaced({ successorId, expires, retireOnFirstUse }: TokenRow, usable: ReadonlySet<Id | null>) {
  return usable.has(successorId) && (expires !== null || retireOnFirstUse)
}
