import { SharedCalls } from '../util/shared-calls.js'
import { byDigest, insertAll, plannedRows } from './insert-tokens.js'
import { isRefusal } from './is-refusal.js'
import { isHooked } from './prisma-internals.js'
import { insertsRaw } from './raw-insertion.js'
import { retryConflicts } from './retry-conflicts.js'
import type { TokenModel } from './token-model.js'
import type { AppRecord, TokenData } from './token-row.js'

/** Beyond that, larger statements save nothing. */
const mostRows = 250

/** The rows by digest; `alone`: nothing was written, since there was nobody to share a statement with, or it was refused. */
type Outcome = ReadonlyMap<string, AppRecord> | 'alone'

/** Inserts tokens. Those of one turn of the event loop share a statement. */
export class SharedInsertions {
  readonly #model: TokenModel
  #calls: SharedCalls<TokenData, Outcome> | null | undefined

  constructor(model: TokenModel) {
    this.#model = model
  }

  /** Returns the row without its digest; `alone`: the token has to be inserted by itself. */
  async insert(row: TokenData): Promise<AppRecord | 'alone'> {
    // Not before it is needed: most repositories of a transaction insert nothing.
    const calls = this.#calls === undefined ? (this.#calls = this.#open()) : this.#calls
    const fields = Object.keys(row)
    // A relation needs an operation of its own.
    if (!calls || !fields.every((field) => this.#model.columnNames.includes(field))) return 'alone'
    // The rows of one statement have the same columns.
    const rows = await calls.add(fields.join(), row)
    return rows === 'alone' ? rows : (rows.get(String(row.token)) ?? 'alone')
  }

  /** Returns null where extensions of the app's may count on an operation for each token. */
  #open(): SharedCalls<TokenData, Outcome> | null {
    const { client, name } = this.#model
    if (isHooked(client, name, 'create')) return null
    const largest = insertsRaw(this.#model) ? mostRows : plannedRows(this.#model)
    return new SharedCalls({ run: (rows) => this.#insert(rows), largest })
  }

  async #insert(rows: readonly TokenData[]): Promise<Outcome> {
    if (rows.length === 1) return 'alone'
    try {
      return byDigest(await retryConflicts(this.#model.client, () => insertAll(this.#model, rows)))
    } catch (error) {
      // One of them may be to blame: each tries by itself, unless it is unknown whether the rows are stored.
      if (isRefusal(error)) return 'alone'
      throw error
    }
  }
}
