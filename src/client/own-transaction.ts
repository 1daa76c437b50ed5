import { isTransactionClient, losesWritesWhenBusy, sharesOneConnection } from './dialect.js'
import { isBusy } from './driver-error.js'
import type { TokenClient, TransactionOptions } from './token-client.js'

/** What leaves a transaction that is committed already. */
const committed = new Error('The transaction is committed')

/** What leaves a transaction that has begun on a connection of no use. */
const unsound = new Error('The connection is unsound')

/**
 * `$transaction`, made safe on SQLite: what it resolves to is committed, and no failure leaves a lock or an open transaction
 * behind. Prisma sends no ROLLBACK when its own COMMIT fails.
 */
export async function ownTransaction<R>(
  client: TokenClient,
  fn: (tx: TokenClient) => Promise<R>,
  options?: TransactionOptions,
): Promise<R> {
  const mayBeUnsound = await losesWritesWhenBusy(client)
  if (!mayBeUnsound && !sharesOneConnection(client)) return client.$transaction(fn, options)
  for (;;) {
    let result!: R
    try {
      await client.$transaction(async (tx) => {
        if (mayBeUnsound) await assertNothingUnfinished(tx)
        result = await fn(tx)
        await tx.$executeRawUnsafe('COMMIT')
        throw committed
      }, options)
    } catch (error) {
      if (error === committed) return result
      // The rollback has thrown the connection away, and the next transaction begins on another one.
      if (error !== unsound) throw error
    }
  }
}

/** No savepoint begins beside an unfinished write. A read would tell as well, but bind the transaction to what it has seen. */
async function assertNothingUnfinished(tx: TokenClient): Promise<void> {
  try {
    await tx.$executeRawUnsafe('SAVEPOINT webapi_token_begin')
  } catch (error) {
    throw isBusy(tx, error) ? unsound : error
  }
}

/** To be called before a read that must not miss what others have committed. */
export async function leaveUnsoundConnection(client: TokenClient): Promise<void> {
  if (isTransactionClient(client) || !(await losesWritesWhenBusy(client)) || (await isSound(client))) return
  await client
    .$transaction(() => Promise.reject(unsound))
    .catch((error: unknown) => {
      if (error !== unsound) throw error
    })
}

/**
 * libSQL leaves a statement that has met SQLITE_BUSY unfinished until it is garbage-collected, which rolls back whatever
 * else was written on its connection in the meantime, and was reported as done; reads see the past.
 */
async function isSound(client: TokenClient): Promise<boolean> {
  const unfinished = 'SELECT sql FROM sqlite_stmt WHERE busy LIMIT 2'
  // This statement itself is one.
  return ((await client.$queryRawUnsafe(unfinished)) as unknown[]).length < 2
}
