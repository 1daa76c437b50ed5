import type { TokenContext } from '../context/context.js'
import { generateToken } from '../generation/generate-token.js'
import { generateTokens } from '../generation/generate-tokens.js'
import { invalidateToken } from '../invalidation/invalidate-token.js'
import { invalidateTokens } from '../invalidation/invalidate-tokens.js'
import { listExpiring } from '../lifecycle/list-expiring.js'
import { listTokens } from '../lifecycle/list-tokens.js'
import { listTokenEvents } from '../lifecycle/list-token-events.js'
import { pruneTokenEvents } from '../lifecycle/prune-token-events.js'
import { pruneTokens } from '../lifecycle/prune-tokens.js'
import { redigestTokens } from '../lifecycle/redigest-tokens.js'
import { rotateToken } from '../lifecycle/rotate-token.js'
import { updateToken } from '../lifecycle/update-token.js'
import { authenticate } from '../verification/authenticate.js'
import { authenticateOrThrow } from '../verification/authenticate-or-throw.js'
import type { WebAPITokenAuthentication, WebAPITokenLists, WebAPITokenVerbs } from './verbs.js'

export type Verb =
  keyof WebAPITokenVerbs<unknown> | keyof WebAPITokenAuthentication<unknown> | keyof WebAPITokenLists<unknown>

/** The implementation of each verb. Repository and delegate have all of them, with the types of `verbs.ts`. */
export const stages = {
  generateToken,
  generateTokens,
  rotateToken,
  pruneTokens,
  redigestTokens,
  invalidateToken,
  invalidateTokens,
  updateToken,
  listTokens,
  listExpiring,
  listTokenEvents,
  pruneTokenEvents,
  authenticate,
  authenticateOrThrow,
} satisfies Record<Verb, (context: TokenContext, ...args: never[]) => unknown>

export type Stage = (context: TokenContext, ...args: unknown[]) => unknown

/** Runs the stage of a verb, and has it measured where the app wants that. */
export function runStage(context: TokenContext, verb: string, stage: Stage, args: readonly unknown[]): unknown {
  const { telemetry } = context.settings
  return telemetry ? telemetry.run(verb, () => stage(context, ...args)) : stage(context, ...args)
}
