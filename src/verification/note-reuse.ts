import { ownerTags } from '../context/tags.js'
import { type AppRecord, ownerOf, type TokenRow } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { invalidateWhere } from '../invalidation/invalidate-where.js'

/** Milliseconds for which further reuse of an ended family is ignored. */
const quietTime = 60_000

/**
 * Emits the reuse of a retired token, in a request or a rotation, and ends its family if the app wants that. Further tokens of
 * a family that has ended cost neither events nor statements.
 */
export async function noteReuse(
  context: TokenContext,
  row: TokenRow,
  record: AppRecord,
  occasion: 'request' | 'rotation',
): Promise<void> {
  const { model, settings, events, endedFamilies } = context
  const { familyId } = row
  const ownerId = ownerOf(model, row)
  const now = settings.clock()
  // A family id may come up again, but with another user.
  const family = `${String(ownerId)} ${String(familyId)}`
  if (endedFamilies.hasRecent(family, now, quietTime)) return
  events.emit('reused', { record, familyId })
  const { invalidateFamilyOnReuse } = settings
  if (invalidateFamilyOnReuse !== 'always' && invalidateFamilyOnReuse !== occasion) return
  // null would match every token that was never rotated.
  if (familyId === null || familyId === undefined) return
  const where = { familyId, [model.ownerField]: ownerId }
  const invalidReason = 'A token that it was rotated from was used again'
  await invalidateWhere(context, { where, invalidReason, filter: { where }, tags: ownerTags([ownerId]) }, [ownerId])
  endedFamilies.add(family, now)
}
