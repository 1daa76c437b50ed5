import { apart } from './apart.js'
import {
  abortsTransactionOnError,
  isTransactionClient,
  maxValuesAStatement,
  returnsRows,
  sharesOneConnection,
} from './dialect.js'
import { ownTransaction } from './own-transaction.js'
import type { TokenData, TokenRow } from './token-client.js'
import { modelOn, type TokenModel } from './token-model.js'
import { isTokenConflict } from './unique-conflict.js'
import { write } from './write.js'

type NewRow = TokenData & { readonly token: string }

/** What has become of rows, by their digests. What is in neither may be tried again as it is. */
export interface Inserted {
  readonly rows: ReadonlyMap<string, TokenRow>
  readonly taken: ReadonlySet<string>
}

const none: ReadonlyMap<string, TokenRow> = new Map()
const omit = { token: false }

/**
 * Inserts many rows, all of them or, where digests are taken, none. In a transaction of the app's, which is never rolled back
 * in part, it inserts those that are free, or as many as go into one statement. Every other error reaches the caller.
 */
export async function insertTokens(model: TokenModel, rows: readonly NewRow[]): Promise<Inserted> {
  const { client } = model
  if (!isTransactionClient(client)) return insertAllOrNone(model, rows)
  if (abortsTransactionOnError(client)) return insertFree(model, rows)
  return insertAllOrNone(model, rows.slice(0, rowsAStatement(model)))
}

async function insertAllOrNone(model: TokenModel, rows: readonly NewRow[]): Promise<Inserted> {
  try {
    return { rows: byDigest(await insertAll(model, [...rows])), taken: new Set() }
  } catch (error) {
    const isConflict = isTokenConflict(
      model,
      error,
      rows.map(({ token }) => token),
    )
    if (isConflict === false) throw error
    const taken = await takenDigests(model, rows)
    if (taken.size > 0) return { rows: none, taken }
    if (isConflict === undefined) throw error
    // The row in the way is gone again, or out of sight of this transaction.
    return { rows: none, taken: new Set(rows.map(({ token }) => token)) }
  }
}

async function insertAll(model: TokenModel, data: NewRow[]): Promise<TokenRow[]> {
  const { client } = model
  if (isTransactionClient(client)) return apart(client, () => insertAndReturn(model, data))
  if (!returnsRows(client)) return ownTransaction(client, (tx) => insertAndReturn(modelOn(tx, model), data))
  const insert = sharesOneConnection(client) ? insertInParts : insertAndReturn
  return write(model, (delegate) => insert({ ...model, delegate }, data))
}

/**
 * Statement by statement: what the earlier ones have inserted is removed where a later one fails. A rollback would take along
 * the app's plain writes that have slipped into the transaction.
 */
async function insertInParts(model: TokenModel, data: NewRow[]): Promise<TokenRow[]> {
  const size = rowsAStatement(model)
  const inserted: TokenRow[] = []
  try {
    for (let start = 0; start < data.length; start += size) {
      inserted.push(...(await insertAndReturn(model, data.slice(start, start + size))))
    }
  } catch (error) {
    await removeTokens(
      model,
      inserted.map(({ token }) => String(token)),
    )
    throw error
  }
  return inserted
}

/**
 * Takes back what was inserted in a transaction that goes on. Where that fails, the database has rolled it back already, and
 * the error that led here says more.
 */
export async function removeTokens({ delegate }: TokenModel, digests: readonly string[]): Promise<void> {
  if (digests.length === 0) return
  await delegate.deleteMany({ where: { token: { in: digests } } }).catch(() => undefined)
}

async function insertAndReturn({ client, delegate }: TokenModel, data: NewRow[]): Promise<TokenRow[]> {
  if (returnsRows(client)) return delegate.createManyAndReturn({ data, omit })
  await delegate.createMany({ data })
  return delegate.findMany({ where: { token: { in: data.map(({ token }) => token) } }, omit })
}

/** How many rows Prisma puts into one statement at least. */
function rowsAStatement({ client, columnNames }: TokenModel): number {
  const most = maxValuesAStatement(client)
  return Math.max(1, Math.floor(most / (columnNames.length || most)))
}

/** Where a failed statement would cost the caller the transaction, the database is asked not to fail. */
async function insertFree(model: TokenModel, rows: readonly NewRow[]): Promise<Inserted> {
  const { delegate } = model
  const inserted = byDigest(await delegate.createManyAndReturn({ data: [...rows], skipDuplicates: true, omit }))
  const left = rows.filter(({ token }) => !inserted.has(token))
  const taken = left.length > 0 ? await takenDigests(model, left) : new Set<string>()
  const hindered = left.find(({ token }) => !taken.has(token))
  // Some other constraint of the app's was hit: this lets the database say which.
  if (hindered) {
    const row = await delegate.create({ data: hindered, omit })
    for (const [token, record] of byDigest([row])) inserted.set(token, record)
  }
  return { rows: inserted, taken }
}

async function takenDigests({ reader }: TokenModel, rows: readonly NewRow[]): Promise<Set<string>> {
  const where = { token: { in: rows.map(({ token }) => token) } }
  return new Set((await reader.findMany({ where, select: { token: true } })).map((row) => String(row.token)))
}

function byDigest(rows: readonly TokenRow[]): Map<string, TokenRow> {
  return new Map(rows.map(({ token, ...record }) => [String(token), record]))
}
