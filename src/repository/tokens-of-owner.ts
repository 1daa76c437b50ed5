import type { TokenContext } from '../context/context.js'
import { runStage, type Stage, stages } from './stages.js'
import type { TokensOfOwner } from './verbs.js'

/** The verbs of a repository of one owner, but for `generateToken`, to which it gives the owner. */
const verbs = [
  'rotateToken',
  'updateToken',
  'invalidateToken',
  'invalidateTokens',
  'listTokens',
  'listExpiring',
  'listTokenEvents',
  'pruneTokens',
] as const

/** Creates the repository of one owner: `context` is bound to it, and with it each statement. */
export function tokensOfOwner<Delegate, Owner extends string, Scope extends string>(
  context: TokenContext,
): TokensOfOwner<Delegate, Owner, Scope> {
  const methods = verbs.map(
    (verb) => [verb, (...args: unknown[]) => runStage(context, verb, stages[verb] as Stage, args)] as const,
  )
  return Object.freeze({
    ...Object.fromEntries(methods),
    generateToken: (...args: unknown[]) =>
      runStage(context, 'generateToken', stages.generateToken as Stage, [context.owner?.id, ...args]),
  }) as unknown as TokensOfOwner<Delegate, Owner, Scope>
}
