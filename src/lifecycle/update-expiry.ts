import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenData, TokenWhere } from '../client/token-row.js'
import { updateReturningId } from '../client/update-returning-id.js'
import type { TokenContext } from '../context/context.js'
import { WebAPITokenRotationError } from '../outcomes/errors.js'
import { withinLimit } from '../generation/within-limit.js'

/**
 * Updates a row, its expiry among the rest, and returns its id. What has a successor keeps its end, and what has expired
 * needs room under `maxTokensPerUser` before it works again: that is as good as a new token.
 */
export async function updateExpiry(
  context: TokenContext,
  where: TokenWhere,
  data: TokenData & { readonly expires: Date | null },
): Promise<unknown> {
  const { model, settings } = context
  // Another expiry is due for another reminder.
  const changes = { ...data, expiryNotified: null }
  const isLimited = settings.maxTokensPerUser !== undefined
  for (;;) {
    const now = settings.clock()
    const keepsEnd = endsNoLater(data.expires)
    const condition = isLimited && worksAt(data.expires, now) ? { AND: [keepsEnd, notExpired(now)] } : keepsEnd
    const id = await updateReturningId(model, where, changes, condition)
    if (id !== undefined) return id

    const select = { id: true, userId: true, successorId: true }
    const row = await retryConflicts(model.client, () => model.reader.findFirst({ where, select }))
    if (!row) return undefined
    if (row.successorId !== null) throw alreadyRotated()
    const update = (inner: TokenContext) => updateReturningId(inner.model, where, changes, keepsEnd)
    const reactivated = await withinLimit(context, [row.userId], update, { exceptId: row.id })
    if (reactivated !== undefined) return reactivated
    // It was rotated or deleted in the meantime: the next round tells which.
  }
}

/** The filter for rows without a successor, and for those whose end would not be moved beyond where it is. */
function endsNoLater(expires: Date | null): TokenWhere {
  const unreplaced = { successorId: null }
  return expires === null ? unreplaced : { OR: [unreplaced, { expires: null }, { expires: { gte: expires } }] }
}

function worksAt(expires: Date | null, now: Date): boolean {
  return expires === null || expires > now
}

/** The filter for rows that a later expiry would not make active again. */
function notExpired(now: Date): TokenWhere {
  return { OR: [{ valid: false }, { expires: null }, { expires: { gt: now } }] }
}

function alreadyRotated(): WebAPITokenRotationError {
  return new WebAPITokenRotationError(
    'ERR_WEBAPI_TOKEN_ALREADY_ROTATED',
    'The API token was rotated: its expiry can be brought forward, but not put off',
  )
}
