import { isTransactionClient, libsqlLockTimeout, sharesOneConnection } from './dialect.js'
import { ownTransaction, writeSoundly } from './own-transaction.js'
import type { TokenClient, TokenDelegate } from './token-client.js'
import type { TokenModel } from './token-model.js'

/** Runs one write so that it is there when its promise resolves, whatever other transactions do. */
export async function write<T>(model: TokenModel, operation: (delegate: TokenDelegate) => Promise<T>): Promise<T> {
  const { client, delegate, name } = model
  if (isTransactionClient(client)) return operation(delegate)
  const inTransaction = (tx: TokenClient) => operation(tx[name] as TokenDelegate)
  if (sharesOneConnection(client)) return writeInTurn(client, inTransaction)
  const lockTimeout = await libsqlLockTimeout(client)
  return lockTimeout === undefined ? operation(delegate) : writeSoundly(client, inTransaction, lockTimeout)
}

async function writeInTurn<T>(client: TokenClient, operation: (tx: TokenClient) => Promise<T>): Promise<T> {
  const outcome = await ownTransaction(client, async (tx) => {
    try {
      return { value: await operation(tx) }
    } catch (error) {
      // A rollback would take along the app's plain writes that have slipped into this transaction. The statement
      // that failed has changed nothing, so that there is nothing of ours to roll back.
      return { error }
    }
  })
  if ('error' in outcome) throw outcome.error
  return outcome.value
}
