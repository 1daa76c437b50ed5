import { WebAPITokenAuthenticationError, WebAPITokenCredentialsError } from '../outcomes/errors.js'
import { knownOptions } from '../arguments/known-options.js'
import type { Authenticated, Refused } from '../outcomes/result.js'

/** The options of {@link challengeHeaders}. */
export interface ChallengeHeadersOptions {
  /** The protected area, which some clients show to people. Default: `Web API`, as in Djblets. */
  realm?: string | undefined
}

/**
 * Returns the headers of a response: `WWW-Authenticate` after RFC 6750, section 3, for a refusal, with the scopes that are missing; `Retry-After` in its place for too many requests; and
 * `X-API-Token-Deprecated` for a token that should be replaced. The challenge for a request without a token names no error.
 *
 * @param outcome - The result of `authenticate`, or the error of `authenticateOrThrow` or `getTokenFromHeaders`; undefined
 * stands for a request without a token.
 * @example
 * ```ts
 * return new Response(result.publicMessage, { status: result.status, headers: challengeHeaders(result) })
 * ```
 * @throws TypeError for anything else, such as an error of the database, which is the `cause` then.
 */
export function challengeHeaders(outcome: Outcome, options?: ChallengeHeadersOptions): Record<string, string> {
  const { realm = 'Web API' } = knownOptions('challengeHeaders', options, { realm: true })
  if (typeof realm !== 'string') throw new TypeError('realm must be a string')
  assertOutcome(outcome)
  if (outcome !== undefined && 'ok' in outcome && outcome.ok) {
    return outcome.deprecated ? { 'X-API-Token-Deprecated': 'true' } : {}
  }
  // Other credentials would not help.
  if (outcome?.status === 429) {
    return outcome.retryAfter === undefined ? {} : { 'Retry-After': String(outcome.retryAfter) }
  }
  return { 'WWW-Authenticate': `Bearer realm="${quotable(realm)}"${errorOf(outcome)}` }
}

type Refusal = Refused<unknown> | WebAPITokenAuthenticationError | WebAPITokenCredentialsError | undefined

type Outcome = Authenticated<unknown> | Refusal

function assertOutcome(outcome: unknown): void {
  if (outcome === undefined) return
  if (outcome instanceof WebAPITokenAuthenticationError || outcome instanceof WebAPITokenCredentialsError) return
  const { ok } = Object(outcome) as { ok?: unknown }
  if (typeof ok === 'boolean') return
  throw new TypeError(
    'outcome must be a result of authenticate, an error of authenticateOrThrow or getTokenFromHeaders, or undefined',
    outcome instanceof Error ? { cause: outcome } : {},
  )
}

/** Returns what the challenge says of the request; nothing when it had no token. */
function errorOf(outcome: Refusal): string {
  if (outcome === undefined) return ''
  if (outcome instanceof WebAPITokenCredentialsError) {
    return ', error="invalid_request", error_description="More than one API token."'
  }
  const { scopes } = outcome
  if (scopes) {
    return `, error="insufficient_scope", error_description="${quotable(outcome.publicMessage)}", scope="${quotable(scopes.join(' '))}"`
  }
  const isMissing = 'code' in outcome ? outcome.code === 'ERR_WEBAPI_TOKEN_MISSING' : outcome.reason === 'missing'
  return isMissing ? '' : `, error="invalid_token", error_description="${quotable(outcome.publicMessage)}"`
}

/** Keeps the characters of RFC 6750's quoted values: visible ASCII and spaces, without `"` and `\`. */
function quotable(text: string): string {
  return text.replace(/[^ !#-[\]-~]/g, '')
}
