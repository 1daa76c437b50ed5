import type { FoundToken } from '../client/found-token.js'
import type { AppRecord } from '../client/token-row.js'
import { withAuthor } from '../context/author.js'
import type { TokenContext } from '../context/context.js'
import type { Settings } from '../context/options.js'
import { isRecognised } from '../context/recognise-token.js'
import { prefixOf, tokenHintOf } from '../context/token-type.js'
import { digestCandidates } from '../digests/digest.js'
import type { RefusedEvent } from '../events/events.js'
import { type AuthenticationResult, type RefusalDetails, type Refused, refused } from '../outcomes/result.js'
import { type AuthenticateOptions, type Call, callOf } from './authenticate-options.js'
import { authorize } from './authorize.js'
import { refusalOf } from './decide.js'
import { cachedToken, cacheKeyOf, findToken } from './find-token.js'
import { countFailure, failuresExceeded, requestsExceeded } from './limits.js'
import { noteReuse } from './note-reuse.js'
import { isUseDue, noteUse } from './note-use.js'

export async function authenticate(
  base: TokenContext,
  token: unknown,
  given: AuthenticateOptions | undefined,
): Promise<AuthenticationResult<AppRecord>> {
  const call = callOf(base, given)
  const context = withAuthor(base, given)
  const { settings, events } = context
  if (isMissing(token)) return refuse(context, call, { reason: 'missing' }, 'The request has no API token.')
  const { projection, interval } = call
  let now = settings.clock()
  const cacheKey = typeof token === 'string' ? cacheKeyOf(context, token, projection) : undefined
  let found = cachedToken(context, cacheKey, now)
  // Reveals nothing of the string: it may be a password.
  if (!isToken(settings, token, found) || !isOfTypes(token, settings, call.tokenTypes))
    return refuse(context, call, { reason: 'malformed' }, 'This is not an API token.')
  const tokenType = prefixOf(token, settings)
  let digest = found?.row.token
  if (!found) {
    const exceeded = settings.limiter && (await failuresExceeded(context, call.address))
    if (exceeded)
      return refuse(
        context,
        call,
        { reason: 'rate-limited', tokenType, ...exceeded },
        'Too many tokens of its address were refused.',
      )
    const candidates = digestCandidates(settings.digests, token)
    found = await findToken(context, { plaintext: token, candidates, projection, cacheKey })
    digest = candidates[0]
    now = settings.clock()
  }
  if (!found) {
    const tokenHint = tokenHintOf(token, settings)
    return refuse(context, call, { reason: 'unknown', tokenType, tokenHint }, 'This API token does not exist.')
  }

  const { row } = found
  const refusal = refusalOf(row, now)
  if (refusal) {
    const { record } = found
    if (refusal.reason === 'expired') events.emit('expired', { record })
    if (row.successorId !== null) await noteReuse(context, row, record, 'request')
    return refuse(context, call, { reason: refusal.reason, tokenType, record }, refusal.message)
  }
  const exceeded = settings.limiter && (await requestsExceeded(context, row.id))
  if (exceeded) {
    const { record } = found
    return refuse(
      context,
      call,
      { reason: 'rate-limited', tokenType, record, ...exceeded },
      'This API token has made too many requests.',
    )
  }
  const decision = await authorize(context, call, found, tokenType)
  const { record } = decision
  if ('reason' in decision) {
    const { reason, message, scopes } = decision
    return refuse(context, call, { reason, tokenType, record, scopes }, message)
  }
  const use = { plaintext: token, digest, row, now, interval }
  if (isUseDue(context, use)) await noteUse(context, use)
  const deprecated = settings.generators.get(row.tokenGeneratorId)?.deprecated ?? false
  events.emit('authenticated', { record, deprecated })
  settings.telemetry?.authenticated('ok', tokenType)
  return { ok: true, record, deprecated, tokenType }
}

/** Checks for a string of a known format, which a token in the cache had, unless its generator is gone since. */
function isToken(settings: Settings, token: unknown, cached: FoundToken | undefined): token is string {
  return (cached && settings.generators.get(cached.row.tokenGeneratorId)) !== undefined || isRecognised(settings, token)
}

/** Checks for a token of one of the types that the call accepts; undefined: of any format. */
function isOfTypes(token: string, settings: Settings, accepted: readonly string[] | undefined): boolean {
  return accepted === undefined || accepted.includes(prefixOf(token, settings) ?? '')
}

/** Checks for what headers, cookies and queries yield when a request has no token. */
function isMissing(token: unknown): boolean {
  return token === undefined || token === null || token === ''
}

type Refusal = Omit<RefusedEvent, 'record'> & RefusalDetails<AppRecord>

/** Emits the event of every refusal, and counts the failed attempts. */
async function refuse(
  context: TokenContext,
  { address }: Call,
  { scopes, retryAfter, tokenType, ...rest }: Refusal,
  message: string,
): Promise<Refused<AppRecord>> {
  const event = tokenType === undefined ? rest : { ...rest, tokenType }
  context.events.emit('refused', event as RefusedEvent)
  context.settings.telemetry?.authenticated(event.reason, tokenType)
  const result = refused(event.reason, message, { record: event.record, scopes, retryAfter })
  if (context.settings.limiter && result.status === 401 && event.reason !== 'missing')
    await countFailure(context, address)
  return result
}
