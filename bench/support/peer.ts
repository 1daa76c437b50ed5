import type { DatabaseKind } from '../../tests/support/databases.js'

/** API keys of a peer, with a database of its own. */
export interface Peer {
  /** Its client, which knows what it sends. */
  readonly prisma: object
  readonly userIds: readonly string[]
  create(userId: string): Promise<{ id: string; key: string }>
  verify(key: string): Promise<boolean>
  disable(id: string, userId: string): Promise<void>
  /** Makes every key good again. */
  enableAll(): Promise<unknown>
  close(): Promise<void>
}

/** `@better-auth/api-key`, what a TypeScript app is most likely to take for API keys. */
export async function openBetterAuth(kind: DatabaseKind, options: object = {}): Promise<Peer> {
  // Only bench/package.json has it: the compiler of the main install must not look for it.
  const module = '../peer/better-auth.js'
  const { openPeer } = (await import(module)) as { openPeer: typeof openBetterAuth }
  return openPeer(kind, options)
}
