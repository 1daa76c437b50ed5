import { userTags } from '../cache/tags.js'
import type { TokenRow } from '../client/token-client.js'
import type { TokenContext } from '../context.js'
import { invalidateWhere } from '../invalidation/invalidate-where.js'

/** Tells that a token was presented that is retired, and ends its family where the app wants that. */
export async function noteReuse(
  context: TokenContext,
  { familyId, userId }: TokenRow,
  record: TokenRow,
): Promise<void> {
  const { options, events } = context
  events.emit('reused', { record, familyId })
  if (!options.invalidateFamilyOnReuse) return
  const where = { familyId }
  const invalidReason = 'A token that it was rotated from was used again'
  await invalidateWhere(context, { where, invalidReason, filter: { where }, tags: userTags([userId]) })
}
