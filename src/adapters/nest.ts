import type { IncomingHttpHeaders } from 'node:http'

import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  HttpException,
  SetMetadata,
} from '@nestjs/common'
import { Reflector } from '@nestjs/core'

import type { AuthenticateRequestOptions, IncomingRequest, SessionResult } from '../http/request-options.js'
import { headersFor } from '../http/request-token.js'
import { requestAuthenticator } from '../http/request-authenticator.js'
import type { AnyTokenRepository, IncludeOf, SelectOf } from '../http/token-types.js'

export type { SessionResult }
export type { AnyTokenRepository, IncludeOf, ScopeOf, SelectOf, TokenOf } from '../http/token-types.js'

/** A request of Express or Fastify, as far as it is read. */
export interface NestRequest extends IncomingRequest {
  readonly headers: IncomingHttpHeaders
  readonly ip?: string | undefined
  readonly raw?: IncomingRequest
}

/** Both have it. */
interface NestResponse {
  header(name: string, value: string): unknown
}

/** Options of {@link TokenGuard} for some routes. Scopes are those of {@link Scopes}. */
export type TokenRouteOptions = Omit<
  AuthenticateRequestOptions<AnyTokenRepository, undefined, undefined, NestRequest>,
  'scopes'
>

type Authenticator = ReturnType<typeof requestAuthenticator<NestRequest>>

const scopesKey = 'prisma-webapi-token:scopes'
const optionsKey = 'prisma-webapi-token:options'
const publicKey = 'prisma-webapi-token:public'

/**
 * Names the scopes that the token must have, of a handler or of a whole controller; of both, it must have all.
 *
 * @example
 * ```ts
 * @Scopes<ScopeOf<Tokens>>('projects:read')
 * @Get()
 * list(@Token() token: TokenOf<Tokens>) {}
 * ```
 */
export function Scopes<Scope extends string = string>(
  ...scopes: readonly [Scope, ...Scope[]]
): MethodDecorator & ClassDecorator {
  return SetMetadata(scopesKey, scopes)
}

/**
 * Has other options than those of the guard for a handler or a controller, such as a `session` that it takes as well.
 *
 * @example
 * ```ts
 * @TokenOptions({ session: ({ headers }) => userOfSession(headers.cookie) })
 * @Get('me')
 * me(@Token() token: TokenOf<Tokens> | SessionResult<User>) {}
 * ```
 */
export function TokenOptions(options: TokenRouteOptions): MethodDecorator & ClassDecorator {
  return SetMetadata(optionsKey, options)
}

/** Lets requests without a token in: for a handler or a controller that any {@link TokenGuard} would keep shut. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(publicKey, true)
}

/** What {@link TokenGuard} has let the request in for: its token, or where sessions are taken, a session. */
export const Token: () => ParameterDecorator = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<{ token?: unknown }>().token
})

/**
 * A guard for Nest, on Express or Fastify, that lets in requests with a valid token, and refuses the others with an `HttpException`
 * whose headers and body are those of `authenticateRequest`.
 *
 * @example
 * ```ts
 * // For every route but those that are `@Public()`:
 * providers: [{ provide: APP_GUARD, useFactory: (tokens: Tokens) => new TokenGuard(tokens), inject: [TOKENS] }]
 * ```
 * @example
 * ```ts
 * // For some of them: Nest itself creates what `@UseGuards(ApiGuard)` names.
 * @Injectable()
 * class ApiGuard extends TokenGuard<Tokens> {
 *   constructor(@Inject(TOKENS) tokens: Tokens) {
 *     super(tokens)
 *   }
 * }
 * ```
 */
export class TokenGuard<
  Tokens extends AnyTokenRepository,
  const Select extends SelectOf<Tokens> = undefined,
  const Include extends IncludeOf<Tokens> = undefined,
  Session = never,
> implements CanActivate {
  readonly #authenticatorWith: (own: TokenRouteOptions | undefined, scopes: readonly string[]) => Authenticator
  /** By controller and handler, which two controllers may have inherited. */
  readonly #authenticators = new WeakMap<object, WeakMap<object, Authenticator>>()
  readonly #reflector = new Reflector()

  /**
   * @param tokens - The repository.
   * @param options - `address` is `request.ip` by default, which follows the setting of the framework for proxies.
   * @throws TypeError for an invalid option.
   */
  constructor(tokens: Tokens, options?: AuthenticateRequestOptions<Tokens, Select, Include, NestRequest, Session>) {
    this.#authenticatorWith = (own, scopes) => {
      const all = [...(options?.scopes ?? []), ...scopes]
      const given = { address: ipOf, ...options, ...own, ...(all.length > 0 && { scopes: all }) }
      return requestAuthenticator<NestRequest>(tokens, given, 'TokenGuard')
    }
    this.#authenticatorWith(undefined, [])
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const type = context.getType<string>()
    if (type !== 'http') throw new TypeError(`TokenGuard is for HTTP, and this is ${type}`)
    const places = [context.getHandler(), context.getClass()]
    if (this.#reflector.getAllAndOverride<boolean | undefined>(publicKey, places) === true) return true
    const http = context.switchToHttp()
    const request = http.getRequest<NestRequest>()
    const outcome = await this.#authenticatorFor(context)(request.raw ?? request, request)
    const response = http.getResponse<NestResponse>()
    if (outcome instanceof Response) throw await exceptionOf(outcome, response)
    for (const [name, value] of headersFor(outcome)) response.header(name, value)
    Object.assign(request, { token: outcome })
    return true
  }

  #authenticatorFor(context: ExecutionContext): Authenticator {
    const [handler, controller] = [context.getHandler(), context.getClass()]
    const ofController = this.#authenticators.get(controller) ?? new WeakMap<object, Authenticator>()
    this.#authenticators.set(controller, ofController)
    const known = ofController.get(handler)
    if (known) return known
    const options = this.#reflector.getAllAndOverride<TokenRouteOptions | undefined>(optionsKey, [handler, controller])
    const scopes = this.#reflector.getAllAndMerge<string[]>(scopesKey, [handler, controller])
    const authenticator = this.#authenticatorWith(options, scopes)
    ofController.set(handler, authenticator)
    return authenticator
  }
}

async function exceptionOf(refusal: Response, response: NestResponse): Promise<HttpException> {
  for (const [name, value] of refusal.headers) response.header(name, value)
  const body = await refusal.text()
  const isJSON = /\bjson\b/.test(refusal.headers.get('content-type') ?? '')
  return new HttpException(isJSON ? (JSON.parse(body) as object) : body, refusal.status)
}

function ipOf({ ip }: NestRequest): string | undefined {
  return ip
}
