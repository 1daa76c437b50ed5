import { WebAPITokenTransactionError } from '../outcomes/errors.js'
import { databaseOf } from './databases/database-of.js'
import { isTransactionClient } from './is-transaction-client.js'
import { driverErrorOf } from './driver-error.js'
import { serialize } from './serialize.js'
import { assertTransactions, ownTransaction } from './own-transaction.js'
import type { TokenClient, TransactionOptions } from './token-client.js'

/**
 * Runs code of the app's in a new transaction, or in a savepoint of the one that the client is bound to. When it resolves, the
 * writes of `fn` are committed (with the outer transaction, for a savepoint).
 */
export async function runInTransaction<R>(
  client: TokenClient,
  fn: (tx: TokenClient) => Promise<R>,
  options?: TransactionOptions,
): Promise<R> {
  assertTransactions(client)
  if (isTransactionClient(client)) return serialize(client, () => runInSavepoint(client, fn))
  const run = async (tx: TokenClient) => {
    const result = await fn(tx)
    // PostgreSQL answers the COMMIT of an aborted transaction with a rollback, which Prisma takes for a success
    // (https://github.com/prisma/orm/issues/20496). One more statement reveals it.
    if (databaseOf(client).abortsTransactionOnError) await unlessAborted(tx.$executeRawUnsafe('SELECT 1'))
    return result
  }
  return ownTransaction(client, run, options)
}

let savepoints = 0

/** Not every adapter has Prisma's nested transactions; savepoints work with all. */
async function runInSavepoint<R>(tx: TokenClient, fn: (tx: TokenClient) => Promise<R>): Promise<R> {
  const savepoint = `webapi_token_${++savepoints}`
  await tx.$executeRawUnsafe(`SAVEPOINT ${savepoint}`)
  try {
    const result = await fn(tx)
    await unlessAborted(tx.$executeRawUnsafe(`RELEASE SAVEPOINT ${savepoint}`))
    return result
  } catch (error) {
    // If even this fails, the connection is gone, and the first error says more about it.
    await tx.$executeRawUnsafe(`ROLLBACK TO SAVEPOINT ${savepoint}`).catch(() => undefined)
    throw error
  }
}

/** Throws a coded error when PostgreSQL refuses a statement because an earlier one failed. */
async function unlessAborted(statement: Promise<unknown>): Promise<void> {
  try {
    await statement
  } catch (cause) {
    // https://www.postgresql.org/docs/current/errcodes-appendix.html: in_failed_sql_transaction
    if (driverErrorOf(cause).originalCode !== '25P02') throw cause
    throw new WebAPITokenTransactionError(
      'ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED',
      'The transaction was rolled back: a statement in it failed, and its error was caught instead of passed on',
      { cause },
    )
  }
}
