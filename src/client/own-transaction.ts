import { databaseOf } from './databases/database-of.js'
import type { TokenClient, TransactionOptions } from './token-client.js'

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
  if (!databaseOf(client).sharesOneConnection) return client.$transaction(fn, options)
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
