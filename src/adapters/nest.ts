import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  HttpException,
  SetMetadata,
} from '@nestjs/common'
import { Reflector } from '@nestjs/core'

import type { AuthenticateRequestOptions, IncomingRequest } from '../http/authenticate-request.js'
import { requestAuthenticator } from '../http/request-authenticator.js'
import { headersFor } from '../http/request-token.js'
import type { AnyTokenRepository, IncludeOf, SelectOf } from '../http/token-types.js'

export type { AnyTokenRepository, IncludeOf, SelectOf, TokenOf } from '../http/token-types.js'

/** A request of Express or Fastify, as far as it is read. */
interface NestRequest extends IncomingRequest {
  readonly ip?: string
  readonly raw?: IncomingRequest
}

/** Both have it. */
interface NestResponse {
  header(name: string, value: string): unknown
}

const scopesKey = 'prisma-webapi-token:scopes'
const publicKey = 'prisma-webapi-token:public'

/**
 * Names the scopes that the token must have, of a handler or of a whole controller; of both, it must have all.
 *
 * @example
 * ```ts
 * @Scopes('projects:read')
 * @Get()
 * list(@Token() token: TokenOf<typeof tokens>) {}
 * ```
 */
export function Scopes(...scopes: readonly [string, ...string[]]): MethodDecorator & ClassDecorator {
  return SetMetadata(scopesKey, scopes)
}

/** Lets requests without a token in: for a handler or a controller that a guard of the whole app would keep shut. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(publicKey, true)
}

/** What {@link TokenGuard} has let the request in for: its token, or where sessions are taken, a session. */
export const Token: () => ParameterDecorator = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<{ token?: unknown }>().token
})

/**
 * A guard for Nest, on Express or Fastify, that lets in requests with a valid token, and refuses the others with an `HttpException` whose headers and body are those of
 * `authenticateRequest`.
 *
 * @example
 * ```ts
 * providers: [{ provide: TokenGuard, useFactory: (prisma: PrismaService) => new TokenGuard(tokensOf(prisma)), inject: [PrismaService] }]
 *
 * @UseGuards(TokenGuard)
 * @Controller('projects')
 * class ProjectsController {}
 * ```
 */
export class TokenGuard<
  Tokens extends AnyTokenRepository,
  const Select extends SelectOf<Tokens> = undefined,
  const Include extends IncludeOf<Tokens> = undefined,
  Session = never,
> implements CanActivate {
  readonly #authenticatorWith: (scopes: readonly string[]) => ReturnType<typeof requestAuthenticator<NestRequest>>
  readonly #authenticators = new Map<string, ReturnType<typeof requestAuthenticator<NestRequest>>>()
  readonly #reflector = new Reflector()

  /**
   * @param tokens - The repository.
   * @param options - `address` is `request.ip` by default, which follows the setting of the framework for proxies.
   * @throws TypeError for an invalid option.
   */
  constructor(tokens: Tokens, options?: AuthenticateRequestOptions<Tokens, Select, Include, NestRequest, Session>) {
    this.#authenticatorWith = (scopes) => {
      const all = [...(options?.scopes ?? []), ...scopes]
      const given = { address: ipOf, ...options, ...(all.length > 0 && { scopes: all }) }
      return requestAuthenticator<NestRequest>(tokens, given, 'TokenGuard')
    }
    this.#authenticatorFor([])
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const type = context.getType<string>()
    if (type !== 'http') throw new TypeError(`TokenGuard is for HTTP, and this is ${type}`)
    const places = [context.getHandler(), context.getClass()]
    if (this.#reflector.getAllAndOverride<boolean | undefined>(publicKey, places) === true) return true
    const scopes = this.#reflector.getAllAndMerge<string[]>(scopesKey, places)
    const http = context.switchToHttp()
    const request = http.getRequest<NestRequest>()
    const outcome = await this.#authenticatorFor(scopes)(request.raw ?? request, request)
    const response = http.getResponse<NestResponse>()
    if (outcome instanceof Response) throw await exceptionOf(outcome, response)
    for (const [name, value] of headersFor(outcome)) response.header(name, value)
    Object.assign(request, { token: outcome })
    return true
  }

  #authenticatorFor(scopes: readonly string[]) {
    const key = scopes.join(' ')
    const known = this.#authenticators.get(key) ?? this.#authenticatorWith(scopes)
    this.#authenticators.set(key, known)
    return known
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
