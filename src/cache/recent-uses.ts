/** The maximum number of entries; beyond it, the database decides alone. */
const capacity = 10_000

/** What this process did a moment ago and need not do again. */
export class RecentUses {
  readonly #times = new Map<unknown, number>()

  hasRecent(id: unknown, now: Date, interval: number): boolean {
    const time = this.#times.get(id)
    return time !== undefined && now.getTime() - time < interval
  }

  add(id: unknown, now: Date): void {
    this.#times.delete(id)
    this.#times.set(id, now.getTime())
    if (this.#times.size > capacity) this.#times.delete(this.#times.keys().next().value)
  }

  /** Checks whether a use has to be noted. It then counts as noted, until {@link forget}. */
  claim(id: unknown, now: Date, interval: number): boolean {
    if (this.hasRecent(id, now, interval)) return false
    this.add(id, now)
    return true
  }

  forget(id: unknown): void {
    this.#times.delete(id)
  }
}
