import { AsyncLocalStorage } from 'node:async_hooks'

import { isTransactionClient } from './dialect.js'
import type { TokenClient } from './token-client.js'
import { transactionId } from './transaction-id.js'

/** A line of work in one transaction, of which each piece begins when the one before has ended. */
interface Line {
  readonly transaction: unknown
  last: Promise<unknown>
}

const lines = new Map<unknown, Line>()

/** The line inside the piece of work that is under way: what that does in turn must not wait for its own end. */
const inner = new AsyncLocalStorage<Line>()

/**
 * Runs work of several statements in a transaction of the app's once the work before it is done, whatever repository,
 * extended client or model asks for it: calls that the app makes at once would count, lock and end savepoints in a jumble.
 */
export function inTurn<R>(client: TokenClient, work: () => Promise<R>): Promise<R> {
  if (!isTransactionClient(client)) return work()
  const transaction = transactionId(client)
  const line = lineOf(transaction)
  const turn = line.last.then(() => inner.run({ transaction, last: Promise.resolve() }, work))
  const end = turn
    .catch(() => undefined)
    .then(() => {
      // Whatever was in this transaction may be over, and nothing else would tell.
      if (line.last === end && lines.get(transaction) === line) lines.delete(transaction)
    })
  line.last = end
  return turn
}

function lineOf(transaction: unknown): Line {
  const own = inner.getStore()
  if (own && own.transaction === transaction) return own
  const line: Line = lines.get(transaction) ?? { transaction, last: Promise.resolve() }
  lines.set(transaction, line)
  return line
}
