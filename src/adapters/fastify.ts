import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'

import type { AuthenticateRequestOptions } from '../http/request-options.js'
import { toFetchRequest } from '../http/node.js'
import { pathBelow } from '../http/path-below.js'
import { requestAuthenticator } from '../http/request-authenticator.js'
import { headersFor } from '../http/request-token.js'
import { revocationRoute as fetchRevocationRoute, type RevocationRouteOptions } from '../http/revocation-route.js'
import {
  tokenRoutes as fetchTokenRoutes,
  type TokenRoutes,
  type TokenRoutesOptions,
} from '../http/token-routes/token-routes.js'
import type { AnyTokenRepository, IncludeOf, SelectOf } from '../http/token-types.js'

export type { SessionResult } from '../http/request-options.js'
export type { AnyTokenRepository, IncludeOf, SelectOf, TokenOf } from '../http/token-types.js'

type RouteOptions = Omit<
  AuthenticateRequestOptions<AnyTokenRepository, undefined, undefined, FastifyRequest>,
  'scopes'
> & { readonly scopes?: readonly string[] | undefined }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Options of `requireToken` for this route, in place of those of the plugin; false: the route needs no token. */
    token?: RouteOptions | boolean | undefined
  }
}

/**
 * Creates a plugin for Fastify that lets in requests with a valid token, as `request.token`, and answers the others, as
 * `authenticateRequest` does. It guards every route of the instance that it is registered on, and of those within, but for routes
 * with `config: { token: false }`. The type of `request.token` is one for all routes: where some take sessions, the app declares
 * `TokenOf<…> | SessionResult<…>`.
 *
 * @param tokens - The repository.
 * @param options - `address` is `request.ip` by default, which follows the option `trustProxy`.
 * @example
 * ```ts
 * declare module 'fastify' {
 *   interface FastifyRequest {
 *     token: TokenOf<typeof tokens>
 *   }
 * }
 * await api.register(requireToken(tokens))
 * api.get('/projects', { config: { token: { scopes: ['projects:read'] } } }, (request) => projectsOf(request.token.record.userId))
 * ```
 * @throws TypeError for an invalid option, also for that of a route.
 */
export function requireToken<
  Tokens extends AnyTokenRepository,
  const Select extends SelectOf<Tokens> = undefined,
  const Include extends IncludeOf<Tokens> = undefined,
  Session = never,
>(
  tokens: Tokens,
  options?: AuthenticateRequestOptions<Tokens, Select, Include, FastifyRequest, Session>,
): FastifyPluginCallback {
  const authenticatorWith = (own?: object) =>
    requestAuthenticator<FastifyRequest>(tokens, { address: ipOf, ...options, ...own }, 'requireToken')
  const byDefault = authenticatorWith()
  /** By the object in the `config` of a route. */
  const ofRoutes = new WeakMap<object, typeof byDefault>()

  function authenticatorOf(config: RouteOptions | boolean | undefined): typeof byDefault {
    if (typeof config !== 'object') return byDefault
    const known = ofRoutes.get(config) ?? authenticatorWith(config)
    ofRoutes.set(config, known)
    return known
  }

  return guarding((instance, _options, done) => {
    if (!instance.hasRequestDecorator('token')) instance.decorateRequest('token', null as never)
    instance.addHook('onRoute', ({ config }) => {
      authenticatorOf(config?.token)
    })
    instance.addHook('onRequest', async (request, reply) => {
      const { token: config } = request.routeOptions.config
      if (config === false) return
      const { headers, raw } = request
      const outcome = await authenticatorOf(config)({ headers, headersDistinct: raw.headersDistinct }, request)
      if (outcome instanceof Response) return send(outcome, reply)
      for (const [name, value] of headersFor(outcome)) reply.header(name, value)
      Object.assign(request, { token: outcome })
    })
    done()
  })
}

/**
 * Creates a plugin with the routes of a settings page, as `tokenRoutes` of `prisma-webapi-token/http` does, which says what the
 * app must do against CSRF.
 *
 * @example
 * ```ts
 * await app.register(tokenRoutes(tokens, { owner: (request) => request.session.user }), { prefix: '/settings/tokens' })
 * ```
 * @throws TypeError for an invalid option.
 */
export function tokenRoutes<Tokens extends AnyTokenRepository>(
  tokens: Tokens,
  options: TokenRoutesOptions<Tokens, FastifyRequest>,
): FastifyPluginCallback & Pick<TokenRoutes, 'openapi'> {
  const routes = fetchTokenRoutes(tokens, options)
  const plugin: FastifyPluginCallback = (instance, _options, done) => {
    const depth = instance.prefix.split('/').length - 1
    answering(instance, ['/', '/*'], (request) => {
      const fetched = toFetch(request)
      return routes(fetched, request, pathBelow(fetched.url, depth))
    })
    done()
  }
  return Object.assign(plugin, { openapi: routes.openapi })
}

/**
 * Creates a plugin with the endpoint of RFC 7009, as `revocationRoute` of `prisma-webapi-token/http` does.
 *
 * @example
 * ```ts
 * await app.register(revocationRoute(tokens), { prefix: '/oauth/revoke' })
 * ```
 */
export function revocationRoute(tokens: AnyTokenRepository, options?: RevocationRouteOptions): FastifyPluginCallback {
  const revoke = fetchRevocationRoute(tokens, options)
  return (instance, _options, done) => {
    answering(instance, ['/'], (request) => revoke(toFetch(request)))
    done()
  }
}

/** The hooks of a plugin are those of the instance itself, as `fastify-plugin` makes it. */
function guarding(plugin: FastifyPluginCallback): FastifyPluginCallback {
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true })
}

/** Answers all requests of some paths, whatever their bodies are. */
function answering(
  instance: Parameters<FastifyPluginCallback>[0],
  paths: readonly string[],
  respond: (request: FastifyRequest) => Promise<Response>,
): void {
  instance.removeAllContentTypeParsers()
  instance.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  for (const path of paths) instance.all(path, async (request, reply) => send(await respond(request), reply))
}

function toFetch({ raw, body = '' }: FastifyRequest): Request {
  const { method, url, rawHeaders } = raw
  return toFetchRequest({ method, url, rawHeaders, body })
}

async function send(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .code(response.status)
    .headers(Object.fromEntries(response.headers))
    .send(await response.text())
}

function ipOf({ ip }: FastifyRequest): string {
  return ip
}
