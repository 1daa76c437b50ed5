import { WebAPITokenTransactionError } from '../outcomes/errors.js'
import { databaseOf } from './databases/database-of.js'
import { adapterNameOf } from './prisma-internals.js'
import type { TokenClient, TransactionOptions } from './token-client.js'

/**
 * Throws for a client whose adapter ignores transactions: what has to be atomic would be half done. `client` may be bound to what
 * Prisma calls a transaction there.
 */
export function assertTransactions(client: TokenClient): void {
  if (!databaseOf(client).hasTransactions) throw unsupported(client)
}

function unsupported(client: TokenClient, options?: ErrorOptions): WebAPITokenTransactionError {
  return new WebAPITokenTransactionError(
    'ERR_WEBAPI_TOKEN_TRANSACTIONS_UNSUPPORTED',
    `This needs a transaction, which ${adapterNameOf(client)} does not have: use another adapter for it. This call has written nothing`,
    options,
  )
}

/** Leaves a transaction that is committed already. */
const committed = new Error('The transaction is committed')

/**
 * Opens a transaction. On a shared connection it commits by itself: a COMMIT of Prisma's that fails, since a reader of a rollback
 * journal is in its way, is followed by no ROLLBACK, and every later transaction would wait for this one.
 */
export async function ownTransaction<R>(
  client: TokenClient,
  fn: (tx: TokenClient) => Promise<R>,
  options?: TransactionOptions,
): Promise<R> {
  assertTransactions(client)
  if (!databaseOf(client).sharesOneConnection) return begin(client, fn, options)
  let result!: R
  try {
    return await client.$transaction(async (tx) => {
      result = await fn(tx)
      await tx.$executeRawUnsafe('COMMIT')
      throw committed
    }, options)
  } catch (error) {
    if (error === committed) return result
    throw error
  }
}

/** Opens a transaction of Prisma's. */
async function begin<R>(
  client: TokenClient,
  fn: (tx: TokenClient) => Promise<R>,
  options?: TransactionOptions,
): Promise<R> {
  let hasBegun = false
  try {
    return await client.$transaction((tx) => {
      hasBegun = true
      return fn(tx)
    }, options)
  } catch (cause) {
    // By HTTP, Neon's adapter has the name of the one that has transactions.
    const isRefused = !hasBegun && /transactions are not supported/i.test(String((cause as Error | undefined)?.message))
    throw isRefused ? unsupported(client, { cause }) : cause
  }
}
