import { setTimeout as sleep } from 'node:timers/promises'

import { databaseOf } from './databases/database-of.js'
import { driverErrorOf } from './driver-error.js'
import { isTransactionClient } from './is-transaction-client.js'
import type { TokenClient } from './token-client.js'

const maxAttempts = 20
const maxPause = 1000

/**
 * Retries an operation that the database has undone in favour of another one: after a deadlock, a serialization failure, or, on
 * SQLite, a wait for other processes that took too long. Every statement of this library that stands alone is run so, reads too,
 * and every transaction that it opens itself. In the caller's transaction, which the conflict has ended, nothing is retried.
 */
export async function retryConflicts<T>(client: TokenClient, operation: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation()
    } catch (error) {
      if (isTransactionClient(client) || attempt === maxAttempts || !isConflict(client, error)) throw error
    }
    // Random jitter, so that callers that collided do not collide again.
    await sleep(Math.min(maxPause, 10 * 2 ** attempt) * Math.random())
  }
}

function isConflict(client: TokenClient, error: unknown): boolean {
  // By HTTP, Neon's adapter passes PostgreSQL's own codes on: serialization_failure and deadlock_detected.
  if (['P2034', '40001', '40P01'].includes(String((Object(error) as { code?: unknown }).code))) return true
  // An error of COMMIT has no code of Prisma's.
  return driverErrorOf(error).kind === 'TransactionWriteConflict' || databaseOf(client).isLockTimeout(error)
}
