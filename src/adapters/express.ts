import type { NextFunction, Request, RequestHandler, Response as ExpressResponse } from 'express'

import type { AuthenticateRequestOptions } from '../http/request-options.js'
import { sendResponse, toFetchRequest } from '../http/node.js'
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

/** A request whose token was checked. */
export type TokenRequest<Token> = Request & { token: Token }

/** A handler of requests whose token was checked. */
export type TokenRequestHandler<Token> = (
  request: TokenRequest<Token>,
  response: ExpressResponse,
  next: NextFunction,
) => unknown

/**
 * Creates a middleware for Express 4 and 5 that lets in requests with a valid token, as `request.token`, and answers the
 * others, as `authenticateRequest` does. With a handler, it calls that, with all types; for a middleware alone, the app
 * declares once what `request.token` is. A parser of bodies comes after it, so that nobody's bodies are parsed.
 *
 * @param tokens - The repository.
 * @param options - `address` is `request.ip` by default, which follows the setting `trust proxy`.
 * @example
 * ```ts
 * app.get('/projects', requireToken(tokens, { scopes: ['projects:read'] }, async (request, response) => {
 *   response.json(await projectsOf(request.token.record.userId))
 * }))
 * ```
 * @example
 * ```ts
 * declare global {
 *   namespace Express {
 *     interface Request {
 *       token: TokenOf<typeof tokens>
 *     }
 *   }
 * }
 * app.use('/api', requireToken(tokens))
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
  options?: AuthenticateRequestOptions<Tokens, Select, Include, Request, Session>,
  handler?: TokenRequestHandler<RequestToken<Tokens, Select, Include, Session>>,
): RequestHandler {
  const authenticate = requestAuthenticator<Request>(tokens, { address: ipOf, ...options }, 'requireToken')

  async function handle(request: Request, response: ExpressResponse, next: NextFunction): Promise<void> {
    const outcome = await authenticate(request, request)
    if (outcome instanceof Response) {
      await sendResponse(outcome, response)
      return
    }
    for (const [name, value] of headersFor(outcome)) response.setHeader(name, value)
    const authenticated = Object.assign(request, { token: outcome as RequestToken<Tokens, Select, Include, Session> })
    if (handler) await handler(authenticated, response, next)
    else next()
  }
  return passErrors(handle)
}

/**
 * Creates the routes of a settings page, as `tokenRoutes` of `prisma-webapi-token/http` does, which says what the app must do
 * against CSRF. A parser of JSON may come before them.
 *
 * @example
 * ```ts
 * app.use('/settings/tokens', tokenRoutes(tokens, { owner: (request) => request.session.user }))
 * ```
 * @throws TypeError for an invalid option.
 */
export function tokenRoutes<Tokens extends AnyTokenRepository>(
  tokens: Tokens,
  options: TokenRoutesOptions<Tokens, Request>,
): RequestHandler & Pick<TokenRoutes, 'openapi'> {
  const routes = fetchTokenRoutes(tokens, options)
  const handler = passErrors(async (request, response) =>
    sendResponse(await routes(toFetchRequest(request), request, request.path), response),
  )
  return Object.assign(handler, { openapi: routes.openapi })
}

/**
 * Creates the endpoint of RFC 7009, as `revocationRoute` of `prisma-webapi-token/http` does.
 *
 * @example
 * ```ts
 * app.use('/oauth/revoke', revocationRoute(tokens))
 * ```
 */
export function revocationRoute(tokens: AnyTokenRepository, options?: RevocationRouteOptions): RequestHandler {
  const revoke = fetchRevocationRoute(tokens, options)
  return passErrors(async (request, response) => sendResponse(await revoke(toFetchRequest(request)), response))
}

function ipOf({ ip }: Request): string | undefined {
  return ip
}

/** Express 4 does not look at promises. */
function passErrors(
  handle: (request: Request, response: ExpressResponse, next: NextFunction) => Promise<void>,
): RequestHandler {
  return (request, response, next) => {
    handle(request, response, next).catch(next)
  }
}
