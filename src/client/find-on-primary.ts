import type { FindArgs, TokenClient } from './token-client.js'
import type { TokenRow } from './token-row.js'
import type { TokenModel } from './token-model.js'

interface BatchClient {
  $transaction<R>(operations: [Promise<R>]): Promise<[R]>
}

/**
 * Reads what the app gets to see, with all of its extensions, from the primary. Those that were installed after the one of the
 * replicas are missing on the primary's own client; a transaction leads there from the app's.
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
