import type { TokenClient } from './token-client.js'

/** Where the clients of a transaction keep what they have in common: in Prisma 7, and in Prisma 6. */
const scope = Symbol.for('prisma.client.transaction.scope_context')
const id = Symbol.for('prisma.client.transaction.id')

/**
 * What all clients of one transaction have in common: plain, extended, and of its savepoints. Where Prisma does not tell, the
 * client itself.
 */
export function transactionId(client: TokenClient): unknown {
  const { [scope]: context, [id]: transaction } = client as {
    [scope]?: { readonly txId?: unknown }
    [id]?: unknown
  }
  return context?.txId ?? transaction ?? client
}
