import type { TokenContext } from '../../src/context/context.js'
import type { TokenDelegate } from '../../src/client/token-client.js'
import type { WebAPITokenAuthentication, WebAPITokenLists, WebAPITokenVerbs } from '../../src/repository/verbs.js'

/** A repository of an app, whose rows nobody knows here. */
export type Repository = WebAPITokenVerbs<TokenDelegate> &
  WebAPITokenAuthentication<TokenDelegate> &
  WebAPITokenLists<TokenDelegate> & { flush(): Promise<void> }

/** Returns what a repository works with: its model on the client, and its settings; undefined for what is no repository. */
export function contextOf(value: unknown): TokenContext | undefined {
  const get = (Object(value) as Record<symbol, unknown>)[Symbol.for('prisma-webapi-token.context')]
  return typeof get === 'function' ? (get.call(value) as TokenContext) : undefined
}
