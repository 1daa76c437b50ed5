import type { FoundToken } from '../client/found-token.js'
import { projected } from '../client/projection.js'
import type { AppRecord } from '../client/token-row.js'
import { ancestryOf } from '../context/ancestry.js'
import type { TokenContext } from '../context/context.js'
import { effectiveScopes } from '../context/effective-scopes.js'
import type { RefusalReason } from '../outcomes/result.js'
import { covers } from '../scopes/covers.js'
import { scopesOf } from '../scopes/scopes-of.js'
import type { Call } from './authenticate-options.js'

interface Authorized {
  /** The app's row, with the scopes that are left of its own. */
  readonly record: AppRecord
}

interface Denied extends Authorized {
  readonly reason: RefusalReason
  readonly message: string
  readonly scopes?: readonly string[]
}

/** Decides on a token that is usable itself: by the tokens that it was made with, its owner, and its scopes. */
export async function authorize(
  context: TokenContext,
  call: Call,
  { row, record: found }: FoundToken,
  tokenType: string | undefined,
): Promise<Authorized | Denied> {
  const { settings } = context
  const ancestry = (row.parentId ?? null) === null ? undefined : await ancestryOf(context, row)
  if (ancestry && !ancestry.isUsable) {
    return { reason: 'invalid', record: found, message: 'The token that made this API token has ended.' }
  }
  const limited = effectiveScopes(context, row, tokenType, ancestry)
  const record = limited && 'scopes' in found ? { ...found, scopes: limited } : found
  const everything = call.projection.shown ? projected(row, {}) : record
  if (settings.isOwnerActive && !(await settings.isOwnerActive(everything))) {
    return { reason: 'owner-inactive', record, message: 'The owner of this API token is not active.' }
  }
  if (call.isActive && !(await call.isActive(record))) {
    const who = call.inactive === 'user-inactive' ? 'user' : 'owner'
    return { reason: call.inactive, record, message: `The ${who} of this API token is not active.` }
  }
  const { scopes } = call
  const lacking = scopes?.filter((scope) => !covers(limited ?? scopesOf(row), scope, settings.rules.scopes))
  if (!scopes || !lacking?.length) return { record }
  const message = `This API token lacks the scope ${lacking.join(' ')}.`
  return { reason: 'insufficient-scope', record, message, scopes }
}
