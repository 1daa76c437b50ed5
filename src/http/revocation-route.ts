import { WebAPITokenReferenceError } from '../outcomes/errors.js'
import { optionalFunction } from '../arguments/checks.js'
import type { AuthorOptions } from '../context/author.js'
import { knownOptions } from '../arguments/known-options.js'
import { jsonResponse } from './json-response.js'
import { BodyError, readForm } from './read-body.js'
import type { AnyTokenRepository } from './token-types.js'

/** The options of {@link revocationRoute}. */
export interface RevocationRouteOptions {
  /** Why the token was revoked. Default: `Revoked by its holder`. */
  invalidReason?: string | undefined
  /** Returns where a request comes from, for the audit trail of the repository. Default: nobody says so. */
  author?: ((request: Request) => AuthorOptions | Promise<AuthorOptions>) | undefined
}

/**
 * Creates the endpoint of RFC 7009, at which whoever holds a token revokes it: `POST` with a form whose field `token` is the
 * token. The token is all that is needed, so that a scanner that finds it somewhere can end it. The answer is 200, whether or
 * not there was such a token.
 *
 * @param tokens - The repository, or that of one owner.
 * @example
 * ```ts
 * const revoke = revocationRoute(tokens)
 * const response = await revoke(request) // curl -d token=acme_… https://example.com/oauth/revoke
 * ```
 */
export function revocationRoute(
  tokens: Pick<AnyTokenRepository, 'invalidateToken'>,
  options?: RevocationRouteOptions,
): (request: Request) => Promise<Response> {
  const keys = { invalidReason: true, author: true } as const
  const { invalidReason = 'Revoked by its holder', author } = knownOptions('revocationRoute', options, keys)
  if (typeof invalidReason !== 'string') throw new TypeError('invalidReason must be a string')
  optionalFunction('author', author)
  return async function revoke(request) {
    if (request.method !== 'POST') return answer(405, 'The method must be POST.', { Allow: 'POST' })
    try {
      const form = await readForm(request)
      const [token = '', ...others] = form.getAll('token')
      if (token === '' || others.length > 0) return answer(400, 'The form must have one token.')
      await tokens.invalidateToken(token as never, { invalidReason, ...(await author?.(request)) } as never)
    } catch (error) {
      if (error instanceof BodyError) return answer(error.status, error.message)
      // RFC 7009, section 2.2: that a token is not valid is no error.
      if (!(error instanceof WebAPITokenReferenceError)) throw error
    }
    return new Response(null, { headers: { 'Cache-Control': 'no-store' } })
  }
}

/** RFC 6749, section 5.2, to which RFC 7009 refers. */
function answer(status: number, description: string, headers: Readonly<Record<string, string>> = {}): Response {
  return jsonResponse(status, { error: 'invalid_request', error_description: description }, { headers })
}
