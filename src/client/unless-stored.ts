import { WebAPITokenOutcomeError } from '../outcomes/errors.js'
import { isConnectionLost } from './is-connection-lost.js'
import { isTransactionClient } from './is-transaction-client.js'
import type { AppRecord } from './token-row.js'
import type { TokenModel } from './token-model.js'

/**
 * Runs an insertion. Where its answer is lost, it looks for the rows by their digests.
 *
 * @throws WebAPITokenOutcomeError when they are not there, or not yet.
 */
export async function unlessStored(
  model: TokenModel,
  digests: readonly unknown[],
  insert: () => Promise<AppRecord[]>,
  omit: Readonly<Record<string, boolean>>,
): Promise<AppRecord[]> {
  try {
    return await insert()
  } catch (error) {
    // A transaction is lost with its connection.
    if (isTransactionClient(model.client) || !isConnectionLost(error)) throw error
    const stored = await model.reader.findMany({ where: { token: { in: digests } }, omit }).catch(() => [])
    if (stored.length === digests.length) return stored
    throw new WebAPITokenOutcomeError({ cause: error })
  }
}
