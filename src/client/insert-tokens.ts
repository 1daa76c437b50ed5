import { abortsTransactionOnError, isTransactionClient, returnsInsertedRows, sharesOneConnection } from './dialect.js'
import type { TokenClient, TokenData, TokenRow } from './token-client.js'
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
 * Inserts many rows, all of them or, where digests are taken, none; in a transaction on PostgreSQL those that are free. A
 * transaction that this runs in stays usable after a taken digest. Every other error reaches the caller.
 */
export async function insertTokens(model: TokenModel, rows: readonly NewRow[]): Promise<Inserted> {
  if (isTransactionClient(model.client) && abortsTransactionOnError(model.client)) return insertFree(model, rows)
  try {
    return { rows: await insertAll(model, rows), taken: new Set() }
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

async function insertAll(model: TokenModel, rows: readonly NewRow[]): Promise<Map<string, TokenRow>> {
  const data = [...rows]
  if (!returnsInsertedRows(model.client)) {
    return runInTransaction(model.client, async (tx) => {
      const { delegate } = modelOn(tx, model)
      await delegate.createMany({ data })
      return byDigest(await delegate.findMany({ where: { token: { in: rows.map(({ token }) => token) } }, omit }))
    })
  }
  const insert = ({ delegate }: TokenModel) => delegate.createManyAndReturn({ data, omit })
  // Many rows are several statements, which a transaction of the caller's would not undo together.
  const insertInSavepoint = (tx: TokenClient) => runInTransaction(tx, (inner) => insert(modelOn(inner, model)))
  if (isTransactionClient(model.client)) return byDigest(await insertInSavepoint(model.client))
  if (!sharesOneConnection(model.client)) return byDigest(await insert(model))
  // As `write` does it: committed after a failure too, for the sake of the app's writes that have slipped in.
  const [outcome] = await model.client.$transaction((tx) => Promise.allSettled([insertInSavepoint(tx)]))
  if (outcome.status === 'rejected') throw outcome.reason
  return byDigest(outcome.value)
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
