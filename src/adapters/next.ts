import type { AuthenticateRequestOptions } from '../http/request-options.js'
import { requestAuthenticator } from '../http/request-authenticator.js'
import { headersFor, type RequestToken } from '../http/request-token.js'
import {
  tokenRoutes as fetchTokenRoutes,
  type TokenRoutes,
  type TokenRoutesOptions,
} from '../http/token-routes/token-routes.js'
import type { AnyTokenRepository, IncludeOf, SelectOf } from '../http/token-types.js'

export type { RequestToken } from '../http/request-token.js'
export type { SessionResult } from '../http/request-options.js'
export type { AnyTokenRepository, IncludeOf, SelectOf, TokenOf } from '../http/token-types.js'

/** What Next.js passes to a route handler beside the request. */
interface RouteContext {
  readonly params: Promise<unknown>
}

/**
 * Wraps a route handler of Next.js: it is called for requests with a valid token, with `token` beside `params`; the others are
 * answered, as `authenticateRequest` does. Of two `Authorization` headers, Next.js passes on the first one alone. For a note of
 * the use that no request waits for, the repository has the option `lastUsed: { defer: 20, background: after }`, with Next's
 * `after`.
 *
 * @param tokens - The repository.
 * @param options - `address` is none by default: it is in a header, whose name depends on the host.
 * @example
 * ```ts
 * export const GET = withToken(tokens, { scopes: ['projects:read'] }, async (request, { token }) => {
 *   return Response.json(await projectsOf(token.record.userId))
 * })
 * ```
 * @throws TypeError for an invalid option.
 */
export function withToken<
  Tokens extends AnyTokenRepository,
  Context extends RouteContext = RouteContext,
  IncomingType extends Request = Request,
  const Select extends SelectOf<Tokens> = undefined,
  const Include extends IncludeOf<Tokens> = undefined,
  Session = never,
>(
  tokens: Tokens,
  options: AuthenticateRequestOptions<Tokens, Select, Include, IncomingType, Session>,
  handler: (
    request: IncomingType,
    context: Context & { readonly token: RequestToken<Tokens, Select, Include, Session> },
  ) => Response | Promise<Response>,
): (request: IncomingType, context: Context) => Promise<Response> {
  const authenticate = requestAuthenticator<IncomingType>(tokens, options, 'withToken')
  return async (request, context) => {
    const outcome = await authenticate(request, request)
    if (outcome instanceof Response) return outcome
    const response = await handler(request, {
      ...context,
      token: outcome as RequestToken<Tokens, Select, Include, Session>,
    })
    const headers = headersFor(outcome)
    if (headers.length === 0) return response
    // Those of a redirect, or of a response that was fetched, cannot be changed.
    const changeable = new Response(response.body, response)
    for (const [name, value] of headers) changeable.headers.set(name, value)
    return changeable
  }
}

type RouteHandler = (
  request: Request,
  context: { readonly params: Promise<{ readonly path?: string[] }> },
) => Promise<Response>

/**
 * Creates the route handlers of a settings page, as `tokenRoutes` of `prisma-webapi-token/http` does, which says what the app
 * must do against CSRF. They are those of an optional catch-all segment with the name `path`.
 *
 * @example
 * ```ts
 * // app/settings/tokens/[[...path]]/route.ts
 * export const { GET, POST, PATCH, DELETE } = tokenRoutes(tokens, { owner: async () => (await auth())?.user })
 * ```
 * @throws TypeError for an invalid option.
 */
export function tokenRoutes<Tokens extends AnyTokenRepository>(
  tokens: Tokens,
  options: TokenRoutesOptions<Tokens>,
): { readonly [Method in 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS']: RouteHandler } & Pick<
  TokenRoutes,
  'openapi'
> {
  const routes = fetchTokenRoutes(tokens, options)
  const handle: RouteHandler = async (request, { params }) => {
    const { path = [] } = await params
    // As they are in the URL: whether Next.js has decoded them depends on its version.
    const segments = new URL(request.url).pathname.split('/').filter((segment) => segment !== '')
    return routes(request, request, `/${segments.slice(segments.length - path.length).join('/')}`)
  }
  return { GET: handle, POST: handle, PATCH: handle, DELETE: handle, OPTIONS: handle, openapi: routes.openapi }
}

export { revocationRoute } from '../http/revocation-route.js'
