import { userTags } from '../context/tags.js'
import type { AppRecord, TokenRow } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { invalidateWhere } from '../invalidation/invalidate-where.js'

/** Milliseconds for which the reuse of a family that has ended is old news. */
const quietTime = 60_000

/**
 * Tells that a retired token was presented, in a request or to be rotated, and ends its family where the app wants that.
 * Whoever goes on presenting tokens of a family that has ended costs neither events nor statements.
 */
export async function noteReuse(
  context: TokenContext,
  { familyId, userId }: Pick<TokenRow, 'familyId' | 'userId'>,
  record: AppRecord,
  occasion: 'request' | 'rotation',
): Promise<void> {
  const { settings, events, endedFamilies } = context
  const now = settings.clock()
  // Should a family id come up again, then with another user.
  const family = `${String(userId)} ${String(familyId)}`
  if (endedFamilies.hasRecent(family, now, quietTime)) return
  events.emit('reused', { record, familyId })
  const { invalidateFamilyOnReuse } = settings
  if (invalidateFamilyOnReuse !== 'always' && invalidateFamilyOnReuse !== occasion) return
  // null would be every token that was never rotated.
  if (familyId === null || familyId === undefined) return
  const where = { familyId, userId }
  const invalidReason = 'A token that it was rotated from was used again'
  await invalidateWhere(context, { where, invalidReason, filter: { where }, tags: userTags([userId]) }, [userId])
  endedFamilies.add(family, now)
}
