import type { Id } from './id.js'
import { retryConflicts } from './retry-conflicts.js'
import type { TokenModel } from './token-model.js'

/** The maximum number of tokens per statement; SQLite takes 999 parameters. */
const largestBatch = 400

/** `alone`: nothing was written, since there was nobody to share a statement with, or it has failed. */
type Outcome = 'noted' | 'changed' | 'alone'

interface Batch {
  readonly ids: Set<Id>
  now: Date
  readonly outcome: Promise<Outcome>
  /** Writes the batch, once. */
  readonly close: () => void
}

/** Notes the uses of tokens. Those that are due in one turn of the event loop, or within a delay, share a statement. */
export class SharedUses {
  readonly #model: TokenModel
  readonly #delay: number
  readonly #batches = new Map<number, Batch>()

  /** `delay`: milliseconds; 0: to the end of the turn. */
  constructor(model: TokenModel, delay: number) {
    this.#model = model
    this.#delay = delay
  }

  /** Returns `changed` when not all of the tokens that share the statement were due or free to be written. */
  note(id: Id, now: Date, interval: number): Promise<Outcome> {
    const batch = this.#batches.get(interval) ?? this.#open(now, interval)
    batch.ids.add(id)
    if (now > batch.now) batch.now = now
    if (batch.ids.size === largestBatch) batch.close()
    return batch.outcome
  }

  /** Writes what is waiting now. */
  flush(): void {
    for (const batch of this.#batches.values()) batch.close()
  }

  #open(now: Date, interval: number): Batch {
    const ids = new Set<Id>()
    let resolve!: (outcome: Outcome | Promise<Outcome>) => void
    const outcome = new Promise<Outcome>((settle) => (resolve = settle))
    const close = () => {
      if (this.#batches.get(interval) !== batch) return
      this.#batches.delete(interval)
      clearTimeout(timer)
      resolve(ids.size === 1 ? 'alone' : this.#write([...ids], batch.now, interval))
    }
    const batch: Batch = { ids, now, outcome, close }
    this.#batches.set(interval, batch)
    const timer = this.#delay === 0 ? undefined : setTimeout(close, this.#delay)
    if (!timer) setImmediate(close)
    return batch
  }

  async #write(ids: readonly Id[], now: Date, interval: number): Promise<Outcome> {
    const { client, database } = this.#model
    const before = new Date(now.getTime() - interval)
    try {
      const count = await retryConflicts(client, () => database.noteUses(this.#model, ids, now, before))
      return count === ids.length ? 'noted' : 'changed'
    } catch {
      // One of them may be to blame: each tries by itself.
      return 'alone'
    }
  }
}
