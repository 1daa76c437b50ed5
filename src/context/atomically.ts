import { isTransactionClient } from '../client/is-transaction-client.js'
import { serialize } from '../client/serialize.js'
import { ownTransaction } from '../client/own-transaction.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenClient, TransactionOptions } from '../client/token-client.js'
import type { TokenContext } from './context.js'
import { untilCommit } from './until-commit.js'

interface Options<R> {
  /** For a transaction that this opens. */
  readonly transaction?: TransactionOptions | undefined
  /** Whether the work with this result is in the database: asked when the answer to its commit was lost. */
  readonly hasCommitted?: (result: R) => Promise<boolean>
}

/**
 * Runs work of several statements as one: in a transaction of its own, which is repeated after a conflict, or in the one that
 * the context is bound to. In that there is no savepoint, which would take along what the app writes at the same time: the
 * work has to find out what is in its way before it writes.
 */
export async function atomically<R>(
  context: TokenContext,
  work: (context: TokenContext) => Promise<R>,
  { transaction, hasCommitted }: Options<R> = {},
): Promise<R> {
  const { client } = context.model
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
        if (done && (await hasCommitted?.(done.result).catch(() => false))) return done.result
        throw error
      }
    }),
  )
}
