import { WebAPITokenTransactionError } from '../errors.js'
import { abortsTransactionOnError, isTransactionClient } from './dialect.js'
import { inTurn } from './in-turn.js'
import type { TokenClient, TransactionOptions } from './token-client.js'

/**
 * Runs `fn` in a transaction of the client's: a new one, or a savepoint in the one that the client is bound to. When
 * this resolves, what `fn` wrote is committed (with the outer transaction, for a savepoint).
 */
export async function runInTransaction<R>(
  client: TokenClient,
  fn: (tx: TokenClient) => Promise<R>,
  options?: TransactionOptions,
): Promise<R> {
  if (isTransactionClient(client)) return runInSavepoint(client, fn)
  return client.$transaction(async (tx) => {
    const result = await fn(tx)
    await assertNotAborted(tx)
    return result
  }, options)
}

/**
 * PostgreSQL answers the COMMIT of a failed transaction with a rollback, which Prisma takes for a success
 * (https://github.com/prisma/orm/issues/20496). One more statement brings it to light.
 */
async function assertNotAborted(tx: TokenClient): Promise<void> {
  if (!abortsTransactionOnError(tx)) return
  try {
    await tx.$executeRawUnsafe('SELECT 1')
  } catch (cause) {
    throw new WebAPITokenTransactionError(
      'ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED',
      'The transaction was rolled back: a statement in it failed, and its error was caught instead of passed on',
      { cause },
    )
  }
}

/** Runs what may fail: even where a failed statement ends a transaction, this one does not end the caller's. */
export async function runHarmlessly<R>(client: TokenClient, fn: () => Promise<R>): Promise<R> {
  if (!isTransactionClient(client) || !abortsTransactionOnError(client)) return fn()
  return inTurn(client, () => runInSavepoint(client, fn))
}

let savepoints = 0

/** Prisma's own nested transactions are not there with every adapter; savepoints are. */
async function runInSavepoint<R>(tx: TokenClient, fn: (tx: TokenClient) => Promise<R>): Promise<R> {
  const savepoint = `webapi_token_${++savepoints}`
  await tx.$executeRawUnsafe(`SAVEPOINT ${savepoint}`)
  try {
    const result = await fn(tx)
    await tx.$executeRawUnsafe(`RELEASE SAVEPOINT ${savepoint}`)
    return result
  } catch (error) {
    // Where even this fails, the connection is gone, and the first error says more about it.
    await tx.$executeRawUnsafe(`ROLLBACK TO SAVEPOINT ${savepoint}`).catch(() => undefined)
    throw error
  }
}
