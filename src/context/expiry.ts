import { WebAPITokenLifetimeError } from '../outcomes/errors.js'

/** Returns the earlier of two ends; null: never. */
export function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}

/** Returns the end of a lifetime; null: never. */
export function endOfLifetime(start: Date, lifetime: number): Date | null {
  return lifetime === Infinity ? null : new Date(start.getTime() + lifetime)
}

/** Throws for an expiry after the latest one that is allowed. */
export function assertExpiry(expires: Date | null, latest: Date | null): void {
  if (latest !== null && (expires === null || expires > latest)) throw new WebAPITokenLifetimeError(latest)
}
