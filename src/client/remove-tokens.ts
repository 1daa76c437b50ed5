import type { TokenDelegate } from './token-client.js'

/**
 * Removes what was inserted by work that goes on, or has failed. If that fails, the database has rolled it back already, and the
 * first error says more.
 */
export async function removeTokens(delegate: TokenDelegate, digests: readonly string[]): Promise<void> {
  if (digests.length === 0) return
  await delegate.deleteMany({ where: { token: { in: digests } } }).catch(() => undefined)
}
