import { SharedCalls } from '../util/shared-calls.js'
import type { Id } from './id.js'
import { isRefusal } from './is-refusal.js'
import { isHooked } from './prisma-internals.js'
import { retryConflicts } from './retry-conflicts.js'
import type { TokenModel } from './token-model.js'
import type { TokenWhere } from './token-row.js'
import { type NamedRow, updateNamed } from './update-named.js'

/** The maximum number of tokens per statement; SQLite takes 999 parameters, and a token may have several digests. */
const largest = 200

/** The invalidation of one token. */
export interface TokenInvalidation {
  /** The field that names the token, and the values that it may have. */
  readonly by: { readonly field: 'id' | 'token'; readonly values: readonly unknown[] }
  /** The filter that all of them have in common. */
  readonly within: TokenWhere
  readonly invalidReason: string
  readonly invalidDate: Date
}

/** The outcome of a statement that invalidations shared. */
export interface SharedInvalidation {
  readonly invalidDate: Date
  /** The ids of the rows that each one has invalidated; undefined when nobody knows whether the statement was run. */
  readonly idsOf?: ReadonlyMap<TokenInvalidation, readonly Id[]>
}

/** Invalidates tokens. Those of one turn of the event loop, for one reason, share a statement. */
export class SharedInvalidations {
  readonly #model: TokenModel
  readonly #calls: SharedCalls<TokenInvalidation, SharedInvalidation | 'alone'>

  constructor(model: TokenModel) {
    this.#model = model
    this.#calls = new SharedCalls({ run: (calls) => this.#invalidate(calls), largest })
  }

  /** Returns `alone` when nothing was written, since there was nobody to share a statement with, or it was refused. */
  invalidate(call: TokenInvalidation): Promise<SharedInvalidation | 'alone'> {
    const { client, database, name } = this.#model
    // Extensions of the app's may count on an operation for each token.
    if (!database.returnsUpdated || isHooked(client, name, 'updateMany')) return Promise.resolve('alone')
    return this.#calls.add(JSON.stringify([call.invalidReason, Object.values(call.within).map(String)]), call)
  }

  async #invalidate(calls: readonly TokenInvalidation[]): Promise<SharedInvalidation | 'alone'> {
    const [{ within, invalidReason } = { within: {}, invalidReason: '' }] = calls
    if (calls.length === 1) return 'alone'
    const invalidDate = new Date(Math.max(...calls.map((call) => call.invalidDate.getTime())))
    const valuesOf = (field: 'id' | 'token') => calls.flatMap(({ by }) => (by.field === field ? by.values : []))
    const named = { id: valuesOf('id'), token: valuesOf('token') }
    const where = { ...within, valid: true }
    const data = { valid: false, invalidDate, invalidReason, lastUpdated: invalidDate }
    try {
      const rows = await retryConflicts(this.#model.client, () => updateNamed(this.#model, named, where, data))
      return { invalidDate, idsOf: idsByCall(calls, rows) }
    } catch (error) {
      // One of them may be to blame: each tries by itself.
      return isRefusal(error) ? 'alone' : { invalidDate }
    }
  }
}

/** Gives each row to the first call that has named it: the second of two finds no valid row. */
function idsByCall(calls: readonly TokenInvalidation[], rows: readonly NamedRow[]): Map<TokenInvalidation, Id[]> {
  const left = new Map(rows.flatMap((row) => [[row.id, row] as const, [row.token, row] as const]))
  return new Map(
    calls.map((call) => {
      const own = call.by.values.flatMap((value) => left.get(value as Id) ?? [])
      for (const { id, token } of own) {
        left.delete(id)
        left.delete(token)
      }
      return [call, own.map(({ id }) => id)]
    }),
  )
}
