import { WebAPITokenCredentialsError } from '../errors.js'
import type { AuthenticationResult } from '../verification/result.js'

/** The options of {@link challengeHeaders}. */
export interface ChallengeHeadersOptions {
  /** What the token is for, shown to people by some clients. Default: `Web API`, as in Djblets. */
  realm?: string
}

/**
 * The headers of a response: `WWW-Authenticate` after RFC 6750, section 3, for a refusal, and `X-API-Token-Deprecated` for
 * a token that should be replaced.
 *
 * @param outcome - The result of `authenticate`; the error of `getTokenFromHeaders`; or undefined for a request without
 * a token, whose answer says nothing of an error.
 * @example
 * ```ts
 * return new Response(result.publicMessage, { status: 401, headers: challengeHeaders(result) })
 * ```
 */
export function challengeHeaders(
  outcome: AuthenticationResult<unknown> | WebAPITokenCredentialsError | undefined,
  { realm = 'Web API' }: ChallengeHeadersOptions = {},
): Record<string, string> {
  const challenge = `Bearer realm="${quotable(realm)}"`
  if (outcome === undefined) return { 'WWW-Authenticate': challenge }
  if (outcome instanceof WebAPITokenCredentialsError) {
    return { 'WWW-Authenticate': `${challenge}, error="invalid_request", error_description="More than one API token."` }
  }
  if (outcome.ok) return outcome.deprecated ? { 'X-API-Token-Deprecated': 'true' } : {}
  const description = quotable(outcome.publicMessage)
  return { 'WWW-Authenticate': `${challenge}, error="invalid_token", error_description="${description}"` }
}

/** Within RFC 6750's quoted values: visible ASCII and spaces, without `"` and `\`. */
function quotable(text: string): string {
  return text.replace(/[^ !#-[\]-~]/g, '')
}
