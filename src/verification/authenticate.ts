import { nonNegativeMilliseconds, optionalFunction } from '../arguments/checks.js'
import { keyedProjection } from '../client/keyed-projection.js'
import type { Projection } from '../client/projection.js'
import type { AppRecord } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { digestCandidates } from '../digests/digest.js'
import type { RefusedEvent } from '../events/events.js'
import { type KnownKeys, knownOptions } from '../arguments/known-options.js'
import { isRecognised } from '../context/recognise-token.js'
import type { Settings } from '../context/options.js'
import { prefixOf, tokenHintOf } from '../context/token-reference.js'
import { refusalOf } from './decide.js'
import { cachedToken, findToken } from './find-token.js'
import { noteReuse } from './note-reuse.js'
import { isUseDue, noteUse } from './note-use.js'
import { type AuthenticationResult, type Refused, refused } from '../outcomes/result.js'

/** The options of `authenticate`. */
export interface AuthenticateOptions<
  Record = AppRecord,
  Select = Projection['select'],
  Include = Projection['include'],
> {
  /** The columns and relations in `record`, as in Prisma's queries. Default: every column, no relation. */
  select?: Select | undefined
  /** Relations in `record` beside its columns, as in Prisma's queries. */
  include?: Include | undefined
  /** Checks whether the owner may still use the token; called once the token itself is usable. Default: every owner may. */
  isOwnerActive?: ((record: Record) => boolean | Promise<boolean>) | undefined
  /** The same, where the owners are users. */
  isUserActive?: ((record: Record) => boolean | Promise<boolean>) | undefined
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
  const tokenTypes = acceptedTypes(settings, options.tokenType)
  if (isMissing(token)) return refuse(context, { reason: 'missing' }, 'The request has no API token.')
  // Reveals nothing of the string: it may be a password.
  if (!isOfTypes(token, settings, tokenTypes))
    return refuse(context, { reason: 'malformed' }, 'This is not an API token.')
  const search = {
    plaintext: token,
    candidates: digestCandidates(settings.digests, token),
    projection: keyedProjection(options),
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

  const { row, record } = found
  const refusal = refusalOf(row, now)
  if (refusal) {
    if (refusal.reason === 'expired') events.emit('expired', { record })
    if (row.successorId !== null) await noteReuse(context, row, record, 'request')
    return refuse(context, { reason: refusal.reason, record }, refusal.message)
  }
  if (isActive && !(await isActive(record))) {
    return options.isUserActive
      ? refuse(context, { reason: 'user-inactive', record }, 'The user of this API token is not active.')
      : refuse(context, { reason: 'owner-inactive', record }, 'The owner of this API token is not active.')
  }

  const use = { plaintext: token, digest: search.candidates[0], row, now, interval }
  if (isUseDue(context, use)) await noteUse(context, use)
  const deprecated = settings.generators.get(row.tokenGeneratorId)?.deprecated ?? false
  events.emit('authenticated', { record, deprecated })
  return { ok: true, record, deprecated, tokenType: prefixOf(token, settings) }
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

/** Checks for what headers, cookies and queries yield when a request has no token. */
function isMissing(token: unknown): boolean {
  return token === undefined || token === null || token === ''
}

/** Emits the event of every refusal. */
function refuse(
  { events }: TokenContext,
  event: RefusedEvent & { record?: AppRecord },
  message: string,
): Refused<AppRecord> {
  events.emit('refused', event)
  return refused(event.reason, message, event.record)
}
