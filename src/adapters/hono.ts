import type { Context, Handler, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'

import type { AuthenticateRequestOptions } from '../http/request-options.js'
import { pathBelow } from '../http/path-below.js'
import { requestAuthenticator } from '../http/request-authenticator.js'
import { headersFor, type RequestToken } from '../http/request-token.js'
import { revocationRoute as fetchRevocationRoute, type RevocationRouteOptions } from '../http/revocation-route.js'
import {
  tokenRoutes as fetchTokenRoutes,
  type TokenRoutes,
  type TokenRoutesOptions,
} from '../http/token-routes/token-routes.js'
import type { AnyTokenRepository, IncludeOf, SelectOf } from '../http/token-types.js'

export type { RequestToken } from '../http/request-token.js'
export type { SessionResult } from '../http/request-options.js'
export type { AnyTokenRepository, IncludeOf, SelectOf, TokenOf } from '../http/token-types.js'

/**
 * Creates a middleware for Hono that lets in requests with a valid token, as the variable `token`, and answers the others, as
 * `authenticateRequest` does.
 *
 * @param tokens - The repository.
 * @param options - `address` is none by default: Hono's `getConnInfo` is different for each runtime.
 * @example
 * ```ts
 * app.get('/projects', requireToken(tokens, { scopes: ['projects:read'] }), async (c) => {
 *   return c.json(await projectsOf(c.var.token.record.userId))
 * })
 * ```
 * @throws TypeError for an invalid option.
 */
export function requireToken<
  Tokens extends AnyTokenRepository,
  const Select extends SelectOf<Tokens> = undefined,
  const Include extends IncludeOf<Tokens> = undefined,
  Session = never,
>(
  tokens: Tokens,
  options?: AuthenticateRequestOptions<Tokens, Select, Include, Context, Session>,
): MiddlewareHandler<{ Variables: { token: RequestToken<Tokens, Select, Include, Session> } }> {
  const authenticate = requestAuthenticator<Context>(tokens, options, 'requireToken')
  return async (context, next) => {
    const outcome = await authenticate(context.req.raw, context as Context)
    if (outcome instanceof Response) return outcome
    context.set('token', outcome as RequestToken<Tokens, Select, Include, Session>)
    await next()
    for (const [name, value] of headersFor(outcome)) context.header(name, value)
    return undefined
  }
}

/**
 * Creates the routes of a settings page, as `tokenRoutes` of `prisma-webapi-token/http` does, which says what the app must do
 * against CSRF. The path ends in a wildcard.
 *
 * @example
 * ```ts
 * app.all('/settings/tokens/*', tokenRoutes(tokens, { owner: (c) => c.get('user') }))
 * ```
 * @throws TypeError for an invalid option.
 */
export function tokenRoutes<Tokens extends AnyTokenRepository>(
  tokens: Tokens,
  options: TokenRoutesOptions<Tokens, Context>,
): Handler & Pick<TokenRoutes, 'openapi'> {
  const routes = fetchTokenRoutes(tokens, options)
  const handler: Handler = async (context) => {
    // Without its wildcard.
    const depth = routePath(context).split('/').length - 2
    return routes(await unread(context), context, pathBelow(context.req.url, depth))
  }
  return Object.assign(handler, { openapi: routes.openapi })
}

/**
 * Creates the endpoint of RFC 7009, as `revocationRoute` of `prisma-webapi-token/http` does.
 *
 * @example
 * ```ts
 * app.all('/oauth/revoke', revocationRoute(tokens))
 * ```
 */
export function revocationRoute(tokens: AnyTokenRepository, options?: RevocationRouteOptions): Handler {
  const revoke = fetchRevocationRoute(tokens, options)
  return async (context) => revoke(await unread(context))
}

/** Returns a request whose body nobody has read: Hono keeps the body that a middleware has read. */
async function unread({ req }: Context): Promise<Request> {
  const { raw } = req
  if (!raw.bodyUsed) return raw
  const { method, headers, url } = raw
  return new Request(url, { method, headers, body: await req.arrayBuffer() })
}
