import { isTransactionClient } from './is-transaction-client.js'
import { ownTransaction } from './own-transaction.js'
import type { TokenClient, TokenDelegate } from './token-client.js'
import type { TokenModel } from './token-model.js'

/** Runs one write so that it is stored when its promise resolves, whatever other transactions do. */
export async function write<T>(model: TokenModel, operation: (delegate: TokenDelegate) => Promise<T>): Promise<T> {
  if (!model.database.sharesOneConnection || isTransactionClient(model.client)) return operation(model.delegate)
  return writeInTransaction(model.client, (tx) => operation(tx[model.name] as TokenDelegate))
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
