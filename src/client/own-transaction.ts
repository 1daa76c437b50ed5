import { setTimeout as sleep } from 'node:timers/promises'

import { isTransactionClient, libsqlLockTimeout, sharesOneConnection } from './dialect.js'
import { isBusy } from './driver-error.js'
import type { TokenClient, TransactionOptions } from './token-client.js'

/** Milliseconds. A plain write would wait for those before it as long as it takes, and may itself take long. */
const patience = { maxWait: 20_000, timeout: 86_400_000 }

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
  const mayBeUnsound = (await libsqlLockTimeout(client)) !== undefined
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

/**
 * Runs a write in a transaction on libSQL, again while others have the lock. SQLite itself would wait without letting anybody
 * else in this process have a turn, the one who has the lock perhaps among them.
 */
export async function writeSoundly<R>(
  client: TokenClient,
  operation: (tx: TokenClient) => Promise<R>,
  lockTimeout: number,
): Promise<R> {
  const end = performance.now() + lockTimeout
  const withoutWaiting = async (tx: TokenClient) => {
    await tx.$queryRawUnsafe('PRAGMA busy_timeout = 0')
    const result = await operation(tx)
    // With a rollback journal, COMMIT waits for those who read, and holds a lock for long if it has waited in vain.
    await tx.$queryRawUnsafe(`PRAGMA busy_timeout = ${lockTimeout}`)
    return result
  }
  for (;;) {
    try {
      return await ownTransaction(client, withoutWaiting, patience)
    } catch (error) {
      if (!isBusy(client, error) || performance.now() > end) throw error
    }
    await sleep(20 * Math.random())
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
  if (isTransactionClient(client) || (await libsqlLockTimeout(client)) === undefined || (await isSound(client))) return
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
