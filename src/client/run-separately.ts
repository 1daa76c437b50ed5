import { setImmediate as nextTurn } from 'node:timers/promises'

import { isTransactionClient } from './is-transaction-client.js'
import type { TokenClient } from './token-client.js'

/**
 * Runs a statement that may fail in a turn of the event loop of its own. Prisma 7 sends the statements of a transaction that begin
 * in one turn as one batch; when one of them fails, it leaves out those behind it, whose promises resolve to `undefined`.
 */
export async function runSeparately<R>(client: TokenClient, statement: () => Promise<R>): Promise<R> {
  // Node finishes what one callback has begun before it calls the next one: others that wait here get turns of their own as well.
  if (isTransactionClient(client)) await nextTurn()
  return statement()
}
