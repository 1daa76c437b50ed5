import type { Id } from './id.js'
import { retryConflicts } from './retry-conflicts.js'
import type { TokenModel } from './token-model.js'

/** The maximum number of tokens per statement; SQLite takes 999 parameters. */
const largestBatch = 400

interface Batch {
  readonly ids: Set<Id>
  now: Date
  readonly outcome: Promise<Outcome>
}

/** `alone`: nothing was written, since there was nobody to share a statement with, or it has failed. */
type Outcome = 'noted' | 'changed' | 'alone'

/** Notes the uses of tokens. Those that are due in one turn of the event loop share a statement. */
export class SharedUses {
  readonly #model: TokenModel
  readonly #batches = new Map<number, Batch>()

  constructor(model: TokenModel) {
    this.#model = model
  }

  /** Returns `changed` when not all of the tokens that share the statement were due or free to be written. */
  note(id: Id, now: Date, interval: number): Promise<Outcome> {
    let batch = this.#batches.get(interval)
    if (!batch || batch.ids.size >= largestBatch) {
      batch = this.#open(now, interval)
      this.#batches.set(interval, batch)
    }
    batch.ids.add(id)
    if (now > batch.now) batch.now = now
    return batch.outcome
  }

  #open(now: Date, interval: number): Batch {
    const ids = new Set<Id>()
    const batch: Batch = {
      ids,
      now,
      outcome: new Promise((resolve) => {
        setImmediate(() => {
          if (this.#batches.get(interval) === batch) this.#batches.delete(interval)
          resolve(ids.size === 1 ? 'alone' : this.#write([...ids], batch.now, interval))
        })
      }),
    }
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
