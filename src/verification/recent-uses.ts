/** As many tokens as are remembered; beyond, the database decides alone. */
const capacity = 10_000

/** The uses that this process has noted, so that requests which read a row before that do not note them again. */
export class RecentUses {
  readonly #times = new Map<unknown, number>()

  /** Whether the use at this time has to be noted. It then counts as noted, until {@link forget}. */
  claim(id: unknown, now: Date, interval: number): boolean {
    const time = this.#times.get(id)
    if (time !== undefined && now.getTime() - time < interval) return false
    this.#times.delete(id)
    this.#times.set(id, now.getTime())
    if (this.#times.size > capacity) this.#times.delete(this.#times.keys().next().value)
    return true
  }

  forget(id: unknown): void {
    this.#times.delete(id)
  }
}
