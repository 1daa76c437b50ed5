import type { TokenRow } from '../client/token-row.js'

/** From when on a successor is refused that lives for as long as the old token was to; null: never. */
export function sameLifetime(old: TokenRow, now: Date): Date | null {
  const { expires, timeAdded } = old
  return expires && new Date(now.getTime() + expires.getTime() - timeAdded.getTime())
}

/** The grace period's end, or the old expiry where that comes first; null where there is neither. */
export function endOfGrace(expires: Date | null, now: Date, gracePeriod: number): Date | null {
  const end = new Date(now.getTime() + gracePeriod)
  // As far away as that, a date cannot be written.
  if (Number.isNaN(end.getTime())) return expires
  return expires && expires < end ? expires : end
}
