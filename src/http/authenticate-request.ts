import { requestAuthenticator } from './request-authenticator.js'
import type { AuthenticateRequestOptions, IncomingRequest, SessionResult } from './request-options.js'
import type { AnyTokenRepository, IncludeOf, SelectOf, TokenOf } from './token-types.js'

/**
 * Authenticates a request by its token, and answers it where that fails: 400 for two tokens, 401 for none or for one that is not
 * valid, 403 for one that lacks a scope, 429 for too many requests. The answers have problem details (RFC 9457), the challenge of
 * RFC 6750 and `Cache-Control: no-store`.
 *
 * @param tokens - The repository.
 * @param request - A request of the Fetch API, or Node's.
 * @returns The result of `authenticate`, or with the option `session` the session; else the response.
 * @example
 * ```ts
 * const result = await authenticateRequest(tokens, request, { scopes: ['projects:read'] })
 * if (result instanceof Response) return result
 * return Response.json(await projectsOf(result.record.userId), { headers: challengeHeaders(result) })
 * ```
 * @throws TypeError for an invalid option; errors of the database pass through.
 */
export function authenticateRequest<
  Tokens extends AnyTokenRepository,
  const Select extends SelectOf<Tokens> = undefined,
  const Include extends IncludeOf<Tokens> = undefined,
  IncomingType extends IncomingRequest = IncomingRequest,
  Session = never,
>(
  tokens: Tokens,
  request: IncomingType,
  options?: AuthenticateRequestOptions<Tokens, Select, Include, IncomingType, Session>,
): Promise<TokenOf<Tokens, Select, Include> | ([Session] extends [never] ? never : SessionResult<Session>) | Response>
export async function authenticateRequest(
  tokens: AnyTokenRepository,
  request: IncomingRequest,
  options?: AuthenticateRequestOptions,
): Promise<object> {
  return requestAuthenticator(tokens, options, 'authenticateRequest')(request, request)
}
