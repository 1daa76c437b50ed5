import { anyOf } from './any-of.js'
import type { KeyedProjection } from './keyed-projection.js'
import { findOnPrimary } from './find-on-primary.js'
import { projectionArgs } from './projection.js'
import { retryConflicts } from './retry-conflicts.js'
import type { FindArgs } from './token-client.js'
import type { TokenRow } from './token-row.js'
import type { TokenModel } from './token-model.js'

/** The maximum number of digests per query; SQLite takes 999 parameters. */
const largestBatch = 500

interface Batch {
  readonly candidates: Set<string>
  readonly rows: Promise<Map<string, TokenRow>>
}

/** What look-ups need of the settings. */
export interface LookUpSettings {
  readonly authenticateFrom: 'primary' | 'replica'
  readonly telemetry: { lookedUp(digests: number): void } | undefined
}

/** Finds rows by digest. Look-ups with the same projection in one turn of the event loop share a query. */
export class LookUps {
  readonly #model: TokenModel
  readonly #settings: LookUpSettings
  readonly #batches = new Map<string, Batch>()

  constructor(model: TokenModel, settings: LookUpSettings) {
    this.#model = model
    this.#settings = settings
  }

  /** Returns the rows with one of the digests, by digest. */
  find(candidates: readonly string[], projection: KeyedProjection): Promise<Map<string, TokenRow>> {
    const { key } = projection
    let batch = key === undefined ? undefined : this.#batches.get(key)
    if (!batch || batch.candidates.size + candidates.length > largestBatch) {
      batch = this.#open(projection)
      if (key !== undefined) this.#batches.set(key, batch)
    }
    for (const candidate of candidates) batch.candidates.add(candidate)
    return batch.rows
  }

  #open(projection: KeyedProjection): Batch {
    const { key } = projection
    const candidates = new Set<string>()
    const batch: Batch = {
      candidates,
      rows: new Promise((resolve, reject) => {
        setImmediate(() => {
          if (key !== undefined && this.#batches.get(key) === batch) this.#batches.delete(key)
          this.#query(candidates, projection).then(resolve, reject)
        })
      }),
    }
    return batch
  }

  async #query(candidates: ReadonlySet<string>, projection: KeyedProjection): Promise<Map<string, TokenRow>> {
    this.#settings.telemetry?.lookedUp(candidates.size)
    const onPrimary = (digests: readonly string[]) =>
      this.#find(digests, projection, (args) => findOnPrimary(this.#model, args))
    if (this.#settings.authenticateFrom === 'primary' || this.#model.primary === this.#model.client)
      return onPrimary([...candidates])
    const rows = await this.#find([...candidates], projection, (args) => this.#model.delegate.findMany(args))
    const left = [...candidates].filter((candidate) => !rows.has(candidate))
    // The replica may not have them yet.
    return left.length === 0 ? rows : new Map([...rows, ...(await onPrimary(left))])
  }

  async #find(
    digests: readonly string[],
    projection: KeyedProjection,
    findMany: (args: FindArgs) => Promise<TokenRow[]>,
  ): Promise<Map<string, TokenRow>> {
    const args = { where: { token: anyOf(digests) }, ...projectionArgs(projection, neededColumns(this.#model)) }
    // When everything is serializable, a read may conflict as well.
    const rows = await retryConflicts(this.#model.client, () => findMany(args))
    return new Map(rows.map((row) => [row.token, row]))
  }
}

/** The columns that every decision needs, whatever the app selects or omits. */
function neededColumns(model: TokenModel): Record<string, true> {
  const rotation = { familyId: true, successorId: true } as const
  return {
    id: true,
    [model.ownerField]: true,
    token: true,
    tokenGeneratorId: true,
    lastUpdated: true,
    lastUsed: true,
    expires: true,
    valid: true,
    invalidDate: true,
    invalidReason: true,
    ...(model.has('rotation') ? rotation : {}),
    ...(model.has('scopes') ? { scopes: true } : {}),
    ...(model.has('parent') ? { parentId: true } : {}),
  }
}
