import type { TokenClient } from './token-client.js'

/** Checks whether a client is bound to a transaction: Prisma denies it `$connect` there. */
export function isTransactionClient(client: TokenClient): boolean {
  return typeof client.$connect !== 'function'
}
