import type { TokenContext } from '../context/context.js'
import { stages } from './stages.js'
import type { TokensOfOwner } from './verbs.js'

/** The verbs of a repository of one owner, but for `generateToken`, to which it gives the owner. */
const verbs = [
  'rotateToken',
  'updateToken',
  'invalidateToken',
  'invalidateTokens',
  'listTokens',
  'listExpiring',
  'pruneTokens',
] as const

type Stage = (context: TokenContext, ...args: unknown[]) => unknown

/** Creates the repository of one owner: `context` is bound to it, and with it each statement. */
export function tokensOfOwner<Delegate, Owner extends string, Scope extends string>(
  context: TokenContext,
): TokensOfOwner<Delegate, Owner, Scope> {
  const methods = verbs.map(
    (verb) => [verb, (...args: unknown[]) => (stages[verb] as Stage)(context, ...args)] as const,
  )
  return Object.freeze({
    ...Object.fromEntries(methods),
    generateToken: (...args: unknown[]) => (stages.generateToken as Stage)(context, context.owner?.id, ...args),
  }) as unknown as TokensOfOwner<Delegate, Owner, Scope>
}
