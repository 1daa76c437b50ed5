import { sharesOneConnection } from './dialect.js'
import type { TokenClient, TransactionOptions } from './token-client.js'

/** What leaves a transaction that is committed already. */
const committed = new Error('The transaction is committed')

/**
 * `$transaction`, made safe on better-sqlite3: no COMMIT that waits in vain, for a reader of a rollback journal, leaves an open
 * transaction behind. Prisma sends no ROLLBACK when its own COMMIT fails, and every later transaction would wait for that one.
 */
export async function ownTransaction<R>(
  client: TokenClient,
  fn: (tx: TokenClient) => Promise<R>,
  options?: TransactionOptions,
): Promise<R> {
  if (!sharesOneConnection(client)) return client.$transaction(fn, options)
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
