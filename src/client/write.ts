import { isTransactionClient } from './is-transaction-client.js'
import { ownTransaction } from './own-transaction.js'
import type { TokenClient, TokenDelegate } from './token-client.js'
import type { TokenModel } from './token-model.js'

/** Runs one write so that it is stored when its promise resolves, whatever other transactions do. */
export async function write<T>(
  model: TokenModel,
  operation: (delegate: TokenDelegate, client: TokenClient) => Promise<T>,
): Promise<T> {
  const { client, database, delegate, name } = model
  if (!database.sharesOneConnection || isTransactionClient(client)) return operation(delegate, client)
  return writeInTransaction(client, (tx) => operation(tx[name] as TokenDelegate, tx))
}

async function writeInTransaction<T>(client: TokenClient, operation: (tx: TokenClient) => Promise<T>): Promise<T> {
  const outcome = await ownTransaction(client, async (tx) => {
    try {
      return { value: await operation(tx) }
    } catch (error) {
      // A rollback would undo the app's plain writes that have slipped into this transaction. The statement that failed has
      // changed nothing, so that there is nothing of ours to roll back.
      return { error }
    }
  })
  if ('error' in outcome) throw outcome.error
  return outcome.value
}
