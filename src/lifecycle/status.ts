import { activeWhere, workingWhere } from '../client/active-tokens.js'
import type { TokenRow, TokenWhere } from '../client/token-client.js'

/**
 * What has become of a token: `invalid` once it was invalidated, `expired` once its time is over, `retiring` while it still
 * works beside its successor, and `active` before all that.
 */
export type TokenStatus = 'active' | 'expired' | 'invalid' | 'retiring'

/** The columns that tell. */
export const statusColumns = { valid: true, expires: true, successorId: true } as const

export function statusOf(row: TokenRow, now: Date): TokenStatus {
  if (row.valid !== true) return 'invalid'
  if (row.expires !== null && (row.expires as Date) <= now) return 'expired'
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
      return { ...workingWhere(now), successorId: { not: null } }
    case 'active':
      return activeWhere(now)
    default:
      throw new TypeError('status must be active, expired, invalid or retiring')
  }
}
