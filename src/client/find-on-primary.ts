import type { FindArgs, TokenClient } from './token-client.js'
import type { TokenRow } from './token-row.js'
import type { TokenModel } from './token-model.js'

interface BatchClient {
  $transaction<R>(operations: [Promise<R>]): Promise<[R]>
}

/**
 * Reads rows for the app from the primary, with all of the app's extensions. The primary's own client lacks those that were
 * installed after the replicas' extension; a batch transaction on the app's client goes to the primary.
 */
export async function findOnPrimary(model: TokenModel, args: FindArgs): Promise<TokenRow[]> {
  const { client, primary, delegate } = model
  if (primary === client) return delegate.findMany(args)
  const [rows] = await batching(client).$transaction([delegate.findMany(args)])
  return rows
}

function batching(client: TokenClient): BatchClient {
  return client as unknown as BatchClient
}
