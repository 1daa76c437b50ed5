import { isConnectionLost } from '../client/is-connection-lost.js'
import { isRefusal } from '../client/is-refusal.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { serialize } from '../client/serialize.js'
import { assertTransactions, ownTransaction } from '../client/own-transaction.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenClient, TransactionOptions } from '../client/token-client.js'
import { WebAPITokenOutcomeError } from '../outcomes/errors.js'
import type { TokenContext } from './context.js'
import { untilCommit } from './until-commit.js'

export interface AtomicOptions<R> {
  /** The options of a transaction that this opens. */
  readonly transaction?: TransactionOptions | undefined
  /** Checks whether the tokens of a result are stored; called when the answer to the COMMIT was lost. */
  readonly hasCommitted?: (result: R) => Promise<boolean>
}

/**
 * Runs work of several statements atomically: in a transaction of its own, which is retried after a conflict, or in the one
 * that the context is bound to. There it sets no savepoint, which would roll back what the app writes at the same time: the
 * work must find out what is in its way before it writes.
 */
export async function atomically<R>(
  context: TokenContext,
  work: (context: TokenContext) => Promise<R>,
  { transaction, hasCommitted }: AtomicOptions<R> = {},
): Promise<R> {
  const { client } = context.model
  assertTransactions(client)
  if (isTransactionClient(client)) return serialize(client, () => work(context))
  return retryConflicts(client, () =>
    untilCommit(context, async (contextOn) => {
      let done: { readonly result: R } | undefined
      try {
        const run = async (tx: TokenClient) => {
          const result = await work(contextOn(tx))
          done = { result }
          return result
        }
        return await ownTransaction(client, run, transaction)
      } catch (error) {
        if (!done || !hasCommitted || isRefusal(error)) throw error
        if (await hasCommitted(done.result).catch(() => false)) return done.result
        throw isConnectionLost(error) ? new WebAPITokenOutcomeError({ cause: error }) : error
      }
    }),
  )
}
