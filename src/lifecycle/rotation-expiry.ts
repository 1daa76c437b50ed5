import type { TokenRow } from '../client/token-row.js'

/** Returns the expiry of a successor that lives as long as the old token was to; null: never. */
export function sameLifetime(old: TokenRow, now: Date): Date | null {
  const { expires, timeAdded } = old
  return expires && new Date(now.getTime() + expires.getTime() - timeAdded.getTime())
}

/** Returns the end of the grace period, or the old expiry when that comes first; null when there is neither. */
export function endOfGrace(expires: Date | null, now: Date, gracePeriod: number): Date | null {
  const end = new Date(now.getTime() + gracePeriod)
  // No Date is that far away.
  if (Number.isNaN(end.getTime())) return expires
  return expires && expires < end ? expires : end
}
