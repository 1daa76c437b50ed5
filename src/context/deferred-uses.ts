import type { SharedUses } from '../client/shared-uses.js'

/** Beyond that, a request waits for its note: the database is slower than the requests. */
const mostPending = 10_000

/** The notes that no request waits for, of a repository and those that share its options. */
export class DeferredUses {
  readonly #pending = new Map<Promise<void>, SharedUses>()

  /** Takes a note that never rejects. Returns what the request has to wait for, if anything. */
  add(note: Promise<void>, uses: SharedUses): Promise<void> | undefined {
    this.#pending.set(note, uses)
    void note.then(() => this.#pending.delete(note))
    return this.#pending.size > mostPending ? note : undefined
  }

  /** Writes what is waiting, and waits for it. */
  async flush(): Promise<void> {
    for (const uses of new Set(this.#pending.values())) uses.flush()
    await Promise.all(this.#pending.keys())
  }
}
