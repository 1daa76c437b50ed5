/** A clock that moves only when told to. */
export interface SettableClock {
  (): Date
  /** Sets the time. */
  set(now: Date): void
  /** Moves the time forward or back by milliseconds. */
  advance(milliseconds: number): void
}

/**
 * Creates a clock for the option `clock`.
 *
 * @param start - Default: the beginning of the year 2026, UTC.
 * @example
 * ```ts
 * const clock = settableClock()
 * const tokens = new WebAPITokenRepository(prisma, { clock })
 * clock.advance(60_000)
 * ```
 */
export function settableClock(start = new Date('2026-01-01T00:00:00Z')): SettableClock {
  let time = start.getTime()
  return Object.assign(() => new Date(time), {
    set(now: Date) {
      time = now.getTime()
    },
    advance(milliseconds: number) {
      time += milliseconds
    },
  })
}
