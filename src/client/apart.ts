import { setImmediate as nextTurn } from 'node:timers/promises'

import { isTransactionClient } from './dialect.js'
import type { TokenClient } from './token-client.js'

/**
 * Runs a statement that may fail apart from those that begin at the same time in the same transaction: Prisma 7 sends these
 * as one batch, and when one of them fails, it leaves out those behind it, whose promises resolve to `undefined`.
 */
export async function apart<R>(client: TokenClient, statement: () => Promise<R>): Promise<R> {
  // Node ends what one callback has begun before it calls the next one: whoever else waits here is sent apart as well.
  if (isTransactionClient(client)) await nextTurn()
  return statement()
}
