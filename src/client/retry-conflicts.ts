import { setTimeout as sleep } from 'node:timers/promises'

import { isTransactionClient } from './dialect.js'
import { driverErrorOf, isBusy } from './driver-error.js'
import type { TokenClient } from './token-client.js'

const maxAttempts = 10
const longestPause = 1000

/**
 * Runs an operation again that the database has given up in favour of another one: after a deadlock, a serialization failure,
 * or, on SQLite, a wait for other processes that took too long. Inside the caller's transaction, that is the caller's to do.
 */
export async function retryConflicts<T>(client: TokenClient, operation: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation()
    } catch (error) {
      if (isTransactionClient(client) || attempt === maxAttempts || !isConflict(client, error)) throw error
    }
    // Apart from each other: who has met once would meet again.
    await sleep(Math.min(longestPause, 10 * 2 ** attempt) * Math.random())
  }
}

/** Whether the database has undone the operation for the sake of another one. An error of COMMIT has no code of Prisma's. */
function isConflict(client: TokenClient, error: unknown): boolean {
  if ((Object(error) as { code?: unknown }).code === 'P2034') return true
  return driverErrorOf(error).kind === 'TransactionWriteConflict' || isBusy(client, error)
}
