import { findFullRow } from '../client/full-row.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import { ownerOf, type TokenData, type TokenWhere } from '../client/token-row.js'
import { updateReturningId } from '../client/update-returning-id.js'
import type { TokenContext } from '../context/context.js'
import { WebAPITokenRotationError } from '../outcomes/errors.js'
import { withinLimit } from '../generation/within-limit.js'

/**
 * Updates a row and its expiry, and returns its id. A token with a successor gets no later expiry. An expired token needs room
 * under `maxTokensPerUser` before it is usable again, as a new token does.
 */
export async function updateExpiry(
  context: TokenContext,
  where: TokenWhere,
  data: TokenData & { readonly expires: Date | null },
): Promise<unknown> {
  const { model, settings } = context
  // A new expiry deserves a new reminder.
  const changes = { ...data, ...(model.has('reminder') && { expiryNotified: null }) }
  const isLimited = settings.maxTokensPerOwner !== undefined
  for (;;) {
    const now = settings.clock()
    const keepsEnd = model.has('rotation') ? endsNoLater(data.expires) : {}
    const condition = isLimited && worksAt(data.expires, now) ? { AND: [keepsEnd, notExpired(now)] } : keepsEnd
    const id = await updateReturningId(model, where, changes, condition)
    if (id !== undefined) return id

    const row = await retryConflicts(model.client, () => findFullRow(model, where))
    if (!row) return undefined
    if (model.has('rotation') && row.successorId !== null) throw alreadyRotated()
    const update = (inner: TokenContext) => updateReturningId(inner.model, where, changes, keepsEnd)
    const reactivated = await withinLimit(context, [ownerOf(model, row)], update, { exceptId: row.id })
    if (reactivated !== undefined) return reactivated
    // It was rotated or deleted in the meantime; the next round finds out which.
  }
}

/** The filter for rows without a successor, or whose expiry would not move to a later date. */
function endsNoLater(expires: Date | null): TokenWhere {
  const unreplaced = { successorId: null }
  return expires === null ? unreplaced : { OR: [unreplaced, { expires: null }, { expires: { gte: expires } }] }
}

function worksAt(expires: Date | null, now: Date): boolean {
  return expires === null || expires > now
}

/** The filter for rows that a later expiry would not make usable again. */
function notExpired(now: Date): TokenWhere {
  return { OR: [{ valid: false }, { expires: null }, { expires: { gt: now } }] }
}

function alreadyRotated(): WebAPITokenRotationError {
  return new WebAPITokenRotationError(
    'ERR_WEBAPI_TOKEN_ALREADY_ROTATED',
    'The API token was rotated: its expiry can be brought forward, but not put off',
  )
}
