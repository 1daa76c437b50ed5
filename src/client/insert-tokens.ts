import { isTransactionClient } from './is-transaction-client.js'
import { ownTransaction } from './own-transaction.js'
import { insertRaw, rawFieldsOf } from './raw-insertion.js'
import { removeTokens } from './remove-tokens.js'
import { runSeparately } from './run-separately.js'
import type { AppRecord, TokenData } from './token-row.js'
import { modelOn, type TokenModel } from './token-model.js'
import { unlessStored } from './unless-stored.js'
import { isTokenConflict } from './unique-conflict.js'
import { write } from './write.js'

type NewRow = TokenData & { readonly token: string }

/** The outcome of an insertion, by digest. Rows that are in neither set may be inserted again as they are. */
export interface Inserted {
  readonly rows: ReadonlyMap<string, AppRecord>
  readonly taken: ReadonlySet<string>
}

const none: ReadonlyMap<string, AppRecord> = new Map()
const omit = { token: false }

/**
 * Inserts many rows: all of them, or none when digests are taken. In a transaction of the app's, which is never rolled back in
 * part, it inserts those that are free, or as many as fit into one statement. Every other error passes through.
 */
export async function insertTokens(model: TokenModel, rows: readonly NewRow[]): Promise<Inserted> {
  if (!isTransactionClient(model.client)) return insertAllOrNone(model, rows)
  if (model.database.abortsTransactionOnError) return insertFree(model, rows)
  return insertAllOrNone(model, rows.slice(0, rowsPerStatement(model, rawFieldsOf(model, rows))))
}

async function insertAllOrNone(model: TokenModel, rows: readonly NewRow[]): Promise<Inserted> {
  try {
    return { rows: byDigest(await insertAll(model, rows)), taken: new Set() }
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
    // The conflicting row is gone again, or invisible to this transaction.
    return { rows: none, taken: new Set(rows.map(({ token }) => token)) }
  }
}

/** Inserts all rows, or none, and returns them with their digests. */
export function insertAll(model: TokenModel, data: readonly TokenData[]): Promise<AppRecord[]> {
  const digests = data.map(({ token }) => token)
  return unlessStored(model, digests, () => insertAtOnce(model, data), omit)
}

async function insertAtOnce(model: TokenModel, data: readonly TokenData[]): Promise<AppRecord[]> {
  const { client, database } = model
  const fields = rawFieldsOf(model, data)
  if (isTransactionClient(client)) return runSeparately(client, () => insertAndReturn(model, data, fields))
  // Elsewhere, Prisma splits its own statements, and keeps them in one transaction.
  const size = fields || undoesByHand(model) ? rowsPerStatement(model, fields) : Infinity
  const insert = (on: TokenModel) => insertInParts(on, data, { fields, size })
  if (database.insertsInTwoSteps || (data.length > size && !undoesByHand(model))) {
    return ownTransaction(client, (tx) => insert(modelOn(tx, model)))
  }
  return write(model, (delegate, on) => insert({ ...model, client: on, delegate }))
}

/** Checks whether a rollback is no way to undo an insertion: it would undo too much, or nothing. */
function undoesByHand({ database }: TokenModel): boolean {
  return database.sharesOneConnection || !database.hasTransactions
}

/**
 * Inserts statement by statement. Where all share one connection, it removes what the earlier ones have inserted when a later one
 * fails: a rollback would undo the app's plain writes that have slipped into the transaction. So it does where there is none.
 */
async function insertInParts(
  model: TokenModel,
  data: readonly TokenData[],
  { fields, size }: { readonly fields: readonly string[] | undefined; readonly size: number },
): Promise<AppRecord[]> {
  if (data.length <= size) return insertAndReturn(model, data, fields)
  const inserted: AppRecord[] = []
  try {
    for (let start = 0; start < data.length; start += size) {
      inserted.push(...(await insertAndReturn(model, data.slice(start, start + size), fields)))
    }
  } catch (error) {
    const digests = inserted.map(({ token }) => String(token))
    if (undoesByHand(model)) await removeTokens(model.delegate, digests)
    throw error
  }
  return inserted
}

function insertAndReturn(
  model: TokenModel,
  rows: readonly TokenData[],
  fields: readonly string[] | undefined,
): Promise<AppRecord[]> {
  return fields ? insertRaw(model, { fields, rows }, { skipTaken: false }) : model.database.insertMany(model, [...rows])
}

/**
 * Prisma plans each row of an insertion in one piece of work, during which no request is served, and keeps the plans of its last
 * calls: larger batches take more memory, and save hardly any time.
 */
const mostPlannedRows = 25

/** Returns how many rows Prisma inserts at a time: in one statement, where it could not undo several. */
export function plannedRows(model: TokenModel): number {
  return model.database.hasTransactions ? mostPlannedRows : rowsPerStatement(model, undefined)
}

/** Returns how many rows fit into one statement, a raw one with these fields or one of Prisma's. */
function rowsPerStatement({ database, columnNames }: TokenModel, fields: readonly string[] | undefined): number {
  if (fields) return Math.floor(database.maxRawValues / fields.length)
  const max = database.maxValuesPerStatement
  return Math.max(1, Math.floor(max / (columnNames.length || max)))
}

/** Inserts the rows that are free, without a failing statement, which would abort the caller's transaction. */
async function insertFree(model: TokenModel, rows: readonly NewRow[]): Promise<Inserted> {
  const { delegate } = model
  const fields = rawFieldsOf(model, rows)
  const inserted = byDigest(
    await (fields
      ? insertRaw(model, { fields, rows }, { skipTaken: true })
      : delegate.createManyAndReturn({ data: [...rows], skipDuplicates: true, omit })),
  )
  const left = rows.filter(({ token }) => !inserted.has(token))
  const taken = left.length > 0 ? await takenDigests(model, left) : new Set<string>()
  const hindered = left.find(({ token }) => !taken.has(token))
  // Another constraint of the app's was violated: this statement lets the database say which.
  if (hindered) {
    const row = await delegate.create({ data: hindered, omit })
    for (const [token, record] of byDigest([row])) inserted.set(token, record)
  }
  return { rows: inserted, taken }
}

async function takenDigests({ reader }: TokenModel, rows: readonly NewRow[]): Promise<Set<string>> {
  const where = { token: { in: rows.map(({ token }) => token) } }
  return new Set((await reader.findMany({ where, select: { token: true } })).map((row) => row.token))
}

/** Returns the rows by their digests, which no record shows. */
export function byDigest(rows: readonly AppRecord[]): Map<string, AppRecord> {
  return new Map(rows.map(({ token, ...record }) => [String(token), record]))
}
