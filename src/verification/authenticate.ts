import { nonNegativeMilliseconds, optionalFunction } from '../arguments/checks.js'
import { assertGroup } from '../client/model-schema.js'
import { type Projection, projected } from '../client/projection.js'
import type { AppRecord } from '../client/token-row.js'
import { ancestryOf } from '../context/ancestry.js'
import type { TokenContext } from '../context/context.js'
import { effectiveScopes } from '../context/effective-scopes.js'
import { digestCandidates } from '../digests/digest.js'
import type { RefusedEvent } from '../events/events.js'
import { type KnownKeys, knownOptions } from '../arguments/known-options.js'
import { isRecognised } from '../context/recognise-token.js'
import type { Settings } from '../context/options.js'
import { prefixOf, tokenHintOf } from '../context/token-type.js'
import { covers } from '../scopes/covers.js'
import { requiredScopes } from '../scopes/scope-list.js'
import { scopesOf } from '../scopes/scopes-of.js'
import { refusalOf } from './decide.js'
import { cachedToken, findToken } from './find-token.js'
import { noteReuse } from './note-reuse.js'
import { isUseDue, noteUse } from './note-use.js'
import { requestedProjection } from './requested-projection.js'
import { type AuthenticationResult, type Refused, refused } from '../outcomes/result.js'

/** The options of `authenticate`. */
export interface AuthenticateOptions<
  Record = AppRecord,
  Select = Projection['select'],
  Include = Projection['include'],
  Scope extends string = string,
> {
  /** The columns and relations in `record`, as in Prisma's queries. Default: every column, no relation. */
  select?: Select | undefined
  /** Relations in `record` beside its columns, as in Prisma's queries. */
  include?: Include | undefined
  /**
   * Checks whether the owner may still use the token; called once the token itself is usable, and after the check of the repository.
   * Default: every owner may.
   */
  isOwnerActive?: ((record: Record) => boolean | Promise<boolean>) | undefined
  /** The same, where the owners are users. */
  isUserActive?: ((record: Record) => boolean | Promise<boolean>) | undefined
  /** The scopes that the token must have, all of them. A token that lacks one is refused with `insufficient-scope`. Default: none. */
  scopes?: readonly Scope[] | undefined
  /** The token type, or one of several, that the token must have; another one is `malformed`. Default: any of the repository's. */
  tokenType?: string | readonly string[] | undefined
  /**
   * The minimum number of milliseconds between two writes of `lastUsed` per token; `Infinity`: never. Default: the repository's.
   */
  lastUsedInterval?: number | undefined
}

const authenticateKeys: KnownKeys<AuthenticateOptions> = {
  select: true,
  include: true,
  isOwnerActive: true,
  isUserActive: true,
  scopes: true,
  tokenType: true,
  lastUsedInterval: true,
}

export async function authenticate(
  context: TokenContext,
  token: unknown,
  given: AuthenticateOptions | undefined,
): Promise<AuthenticationResult<AppRecord>> {
  const options = knownOptions('authenticate', given, authenticateKeys)
  const { settings, events } = context
  const interval = nonNegativeMilliseconds('lastUsedInterval', options.lastUsedInterval ?? settings.lastUsedInterval)
  const isActive = ownerCheck(options)
  const scopes = scopesOption(context, options.scopes)
  const tokenTypes = acceptedTypes(settings, options.tokenType)
  if (isMissing(token)) return refuse(context, { reason: 'missing' }, 'The request has no API token.')
  // Reveals nothing of the string: it may be a password.
  if (!isOfTypes(token, settings, tokenTypes))
    return refuse(context, { reason: 'malformed' }, 'This is not an API token.')
  const search = {
    plaintext: token,
    candidates: digestCandidates(settings.digests, token),
    projection: requestedProjection(context, options),
  }
  let now = settings.clock()
  let found = cachedToken(context, search, now)
  if (!found) {
    found = await findToken(context, search)
    now = settings.clock()
  }
  if (!found) {
    const tokenHint = tokenHintOf(token, settings)
    return refuse(context, { reason: 'unknown', tokenHint }, 'This API token does not exist.')
  }

  const { row } = found
  const refusal = refusalOf(row, now)
  if (refusal) {
    const { record } = found
    if (refusal.reason === 'expired') events.emit('expired', { record })
    if (row.successorId !== null) await noteReuse(context, row, record, 'request')
    return refuse(context, { reason: refusal.reason, record }, refusal.message)
  }
  const ancestry = (row.parentId ?? null) === null ? undefined : await ancestryOf(context, row)
  if (ancestry && !ancestry.isUsable) {
    return refuse(context, { reason: 'invalid', record: found.record }, 'The token that made this API token has ended.')
  }
  const tokenType = prefixOf(token, settings)
  const granted = effectiveScopes(context, row, tokenType, ancestry)
  const record = granted && 'scopes' in found.record ? { ...found.record, scopes: granted } : found.record
  const checked = search.projection.shown ? projected(row, {}) : record
  if (settings.isOwnerActive && !(await settings.isOwnerActive(checked))) {
    return refuse(context, { reason: 'owner-inactive', record }, inactiveOwner)
  }
  if (isActive && !(await isActive(record))) {
    return options.isUserActive
      ? refuse(context, { reason: 'user-inactive', record }, 'The user of this API token is not active.')
      : refuse(context, { reason: 'owner-inactive', record }, inactiveOwner)
  }
  const lacking = scopes?.filter((scope) => !covers(granted ?? scopesOf(row), scope, settings.rules.scopes))
  if (lacking?.length) {
    const message = `This API token lacks the scope ${lacking.join(' ')}.`
    return refuse(context, { reason: 'insufficient-scope', record }, message, scopes)
  }

  const use = { plaintext: token, digest: search.candidates[0], row, now, interval }
  if (isUseDue(context, use)) await noteUse(context, use)
  const deprecated = settings.generators.get(row.tokenGeneratorId)?.deprecated ?? false
  events.emit('authenticated', { record, deprecated })
  return { ok: true, record, deprecated, tokenType }
}

/** Checks for a token of a registered generator, and of one of the types that the call accepts; undefined: of any format. */
function isOfTypes(token: unknown, settings: Settings, accepted: readonly string[] | undefined): token is string {
  if (!isRecognised(settings, token)) return false
  return accepted === undefined || accepted.includes(prefixOf(token, settings) ?? '')
}

/** Returns the token types that a call accepts; undefined when it does not say. */
function acceptedTypes(settings: Settings, tokenType: AuthenticateOptions['tokenType']): readonly string[] | undefined {
  if (tokenType === undefined) return undefined
  const accepted: unknown = typeof tokenType === 'string' ? [tokenType] : tokenType
  const isKnown = (type: unknown) => settings.tokenTypes.includes(type as string)
  if (Array.isArray(accepted) && accepted.length > 0 && accepted.every(isKnown)) return accepted as string[]
  throw new TypeError(`tokenType must be one of the repository's token types: ${settings.tokenTypes.join(', ')}`)
}

function ownerCheck({ isOwnerActive, isUserActive }: AuthenticateOptions) {
  if (isOwnerActive && isUserActive)
    throw new TypeError('isOwnerActive and isUserActive are one option: give one of them')
  return optionalFunction('isOwnerActive', isOwnerActive) ?? optionalFunction('isUserActive', isUserActive)
}

const inactiveOwner = 'The owner of this API token is not active.'

/** Checks the scopes that a call requires: what nobody has declared, no token can have, and the call is wrong. */
function scopesOption({ model, settings }: TokenContext, given: unknown): readonly string[] | undefined {
  if (given === undefined) return undefined
  assertGroup(model, 'scopes', 'The option scopes')
  const scopes = requiredScopes('scopes', given)
  const unknown = scopes.find((scope) => !settings.rules.scopes.includes(scope))
  if (unknown === undefined) return scopes
  throw new TypeError(`scopes: "${unknown}" is not one of the repository's scopes`)
}

/** Checks for what headers, cookies and queries yield when a request has no token. */
function isMissing(token: unknown): boolean {
  return token === undefined || token === null || token === ''
}

/** Emits the event of every refusal. */
function refuse(
  { events }: TokenContext,
  event: RefusedEvent & { record?: AppRecord },
  message: string,
  scopes?: readonly string[],
): Refused<AppRecord> {
  events.emit('refused', event)
  return refused(event.reason, message, { ...event, ...(scopes && { scopes }) })
}
