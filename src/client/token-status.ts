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
export const statusColumns = { valid: true, expires: true, successorId: true } as const

export function statusOf(row: Pick<TokenRow, keyof typeof statusColumns>, now: Date): TokenStatus {
  if (row.valid !== true) return 'invalid'
  if (row.expires !== null && row.expires <= now) return 'expired'
  return row.successorId === null ? 'active' : 'retiring'
}

/** The filter for the tokens of a status. */
export function statusWhere(status: TokenStatus, now: Date): TokenWhere {
  switch (status) {
    case 'invalid':
      return { valid: false }
    case 'expired':
      return { valid: true, expires: { lte: now } }
    case 'retiring':
      return { ...usableWhere(now), successorId: { not: null } }
    case 'active':
      return { ...usableWhere(now), successorId: null }
    default:
      throw new TypeError('status must be active, expired, invalid or retiring')
  }
}

/** The filter for tokens that authenticate: active and retiring ones. */
export function usableWhere(now: Date): TokenWhere {
  return { valid: true, OR: [{ expires: null }, { expires: { gt: now } }] }
}
