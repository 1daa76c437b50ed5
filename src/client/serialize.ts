import { AsyncLocalStorage } from 'node:async_hooks'

import { isTransactionClient } from './is-transaction-client.js'
import { transactionIdOf } from './prisma-internals.js'
import type { TokenClient } from './token-client.js'

/** The work of one transaction: each piece begins when the one before it has ended. */
interface Queue {
  readonly transaction: unknown
  last: Promise<unknown>
}

const queues = new Map<unknown, Queue>()

/** The queue within the piece of work that is running: what that serializes must not wait for its own end. */
const inner = new AsyncLocalStorage<Queue>()

/**
 * Runs work of several statements in a transaction of the app's after all work that was serialized in it before, whatever
 * repository, extended client or model it came through: calls at the same time would mix their counts, locks and savepoints.
 */
export function serialize<R>(client: TokenClient, work: () => Promise<R>): Promise<R> {
  if (!isTransactionClient(client)) return work()
  const transaction = transactionIdOf(client)
  const queue = queueOf(transaction)
  const turn = queue.last.then(() => inner.run({ transaction, last: Promise.resolve() }, work))
  const end = turn
    .catch(() => undefined)
    .then(() => {
      // The transaction may be over, and nothing else would tell.
      if (queue.last === end && queues.get(transaction) === queue) queues.delete(transaction)
    })
  queue.last = end
  return turn
}

function queueOf(transaction: unknown): Queue {
  const current = inner.getStore()
  if (current && current.transaction === transaction) return current
  const queue: Queue = queues.get(transaction) ?? { transaction, last: Promise.resolve() }
  queues.set(transaction, queue)
  return queue
}
