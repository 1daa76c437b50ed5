import { apart } from './apart.js'
import {
  abortsTransactionOnError,
  isTransactionClient,
  maxValuesAStatement,
  returnsRows,
  sharesOneConnection,
} from './dialect.js'
import type { TokenData, TokenRow } from './token-client.js'
import { modelOn, type TokenModel } from './token-model.js'
import { runInTransaction } from './transaction.js'
import { isTokenConflict } from './unique-conflict.js'

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
    const isConflict = isTokenConflict(model, error)
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
  if (!returnsRows(client)) return runInTransaction(client, (tx) => insertAndReturn(modelOn(tx, model), data))
  if (!sharesOneConnection(client)) return insertAndReturn(model, data)
  // As `write` does it: committed after a failure too, for the sake of the app's writes that have slipped in. Many rows
  // are several statements, which only a savepoint undoes together.
  const [outcome] = await client.$transaction((tx) =>
    Promise.allSettled([runInTransaction(tx, (inner) => insertAndReturn(modelOn(inner, model), data))]),
  )
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value
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

async function takenDigests({ delegate }: TokenModel, rows: readonly NewRow[]): Promise<Set<string>> {
  const where = { token: { in: rows.map(({ token }) => token) } }
  return new Set((await delegate.findMany({ where, select: { token: true } })).map((row) => String(row.token)))
}

function byDigest(rows: readonly TokenRow[]): Map<string, TokenRow> {
  return new Map(rows.map(({ token, ...record }) => [String(token), record]))
}
