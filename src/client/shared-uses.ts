import { SharedCalls } from '../util/shared-calls.js'
import type { Id } from './id.js'
import { isHooked } from './prisma-internals.js'
import { retryConflicts } from './retry-conflicts.js'
import type { TokenModel } from './token-model.js'

/** `alone`: nothing was written, since a statement of its own is better, or the shared one has failed. */
type Outcome = 'noted' | 'changed' | 'alone'

interface Use {
  readonly id: Id
  readonly now: Date
  readonly interval: number
}

/** What notes need of the settings. */
export interface UseSettings {
  readonly lastUsed: { readonly defer: number } | undefined
  readonly telemetry: { noted(uses: number): void } | undefined
}

/** Notes the uses of tokens. Those that are due in one turn of the event loop, or within a delay, share a statement. */
export class SharedUses {
  readonly #model: TokenModel
  readonly #telemetry: UseSettings['telemetry']
  readonly #uses: SharedCalls<Use, Outcome>

  /** `defer`: milliseconds. Default: to the end of the turn. */
  constructor(model: TokenModel, { lastUsed, telemetry }: UseSettings) {
    this.#model = model
    this.#telemetry = telemetry
    this.#uses = new SharedCalls({
      run: (uses) => this.#write(uses),
      largest: model.database.maxIdsPerStatement,
      delay: lastUsed?.defer ?? 0,
    })
  }

  /** Returns `changed` when not all of the tokens that share the statement were due or free to be written. */
  note(use: Use): Promise<Outcome> {
    return this.#uses.add(use.interval, use)
  }

  /** Writes what is waiting now. */
  flush(): void {
    this.#uses.flush()
  }

  async #write(uses: readonly Use[]): Promise<Outcome> {
    const { client, database, name } = this.#model
    const ids = [...new Set(uses.map(({ id }) => id))]
    // MySQL takes a transaction to leave out what others have locked.
    if (ids.length === 1 && !database.returnsUpdated) return 'alone'
    // An extension that gives a tenant to each operation of a model, say, would be missing.
    if (isHooked(client, name, 'updateMany') && !isHooked(client, '$none', '$executeRawUnsafe')) return 'alone'
    const [{ interval } = { interval: 0 }] = uses
    const now = new Date(Math.max(...uses.map((use) => use.now.getTime())))
    const before = new Date(now.getTime() - interval)
    try {
      const count = await retryConflicts(client, () => database.noteUses(this.#model, ids, now, before))
      this.#telemetry?.noted(count)
      return count === ids.length ? 'noted' : 'changed'
    } catch {
      // One of them may be to blame: each tries by itself.
      return 'alone'
    }
  }
}
