import type { TokenModel } from './token-model.js'
import type { TokenRow, TokenWhere } from './token-row.js'

/**
 * The state of a token, as lists tell it:
 *
 * - `active`: it authenticates, and has no successor.
 * - `retiring`: it authenticates, and has a successor, which is to replace it.
 * - `expired`: its expiry has passed.
 * - `invalid`: it was revoked, or ended with its rotation, whether or not it has expired as well.
 *
 * Active and retiring tokens are usable; a token that is not invalid is valid, also when it has expired.
 */
export type TokenStatus = 'active' | 'expired' | 'invalid' | 'retiring'

/** The columns that tell the status. */
export function statusColumns(model: TokenModel): Record<string, true> {
  return { valid: true, expires: true, ...(model.has('rotation') && { successorId: true }) }
}

export function statusOf(row: Pick<TokenRow, 'valid' | 'expires' | 'successorId'>, now: Date): TokenStatus {
  if (row.valid !== true) return 'invalid'
  if (row.expires !== null && row.expires <= now) return 'expired'
  return (row.successorId ?? null) === null ? 'active' : 'retiring'
}

/** The filter for the tokens of a status. */
export function statusWhere(model: TokenModel, status: TokenStatus, now: Date): TokenWhere {
  const isRotated = model.has('rotation')
  switch (status) {
    case 'invalid':
      return { valid: false }
    case 'expired':
      return { valid: true, expires: { lte: now } }
    case 'retiring':
      return isRotated ? { ...usableWhere(now), successorId: { not: null } } : { id: { in: [] } }
    case 'active':
      return { ...usableWhere(now), ...(isRotated && { successorId: null }) }
    default:
      throw new TypeError('status must be active, expired, invalid or retiring')
  }
}

/** The filter for tokens that authenticate: active and retiring ones. */
export function usableWhere(now: Date): TokenWhere {
  return { valid: true, OR: [{ expires: null }, { expires: { gt: now } }] }
}
