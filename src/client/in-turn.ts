import { isTransactionClient } from './dialect.js'
import type { TokenClient } from './token-client.js'

const turns = new WeakMap<TokenClient, Promise<unknown>>()

/**
 * Runs work that has a savepoint of its own in the transaction of an app once the work before it is done: savepoints of
 * calls that the app makes at once would end each other. The work must not wait for a turn itself.
 */
export function inTurn<R>(client: TokenClient, work: () => Promise<R>): Promise<R> {
  if (!isTransactionClient(client)) return work()
  const turn = (turns.get(client) ?? Promise.resolve()).then(work)
  turns.set(
    client,
    turn.catch(() => undefined),
  )
  return turn
}
