import { optionalFunction } from '../../arguments/checks.js'
import { knownOptions } from '../../arguments/known-options.js'
import type { OwnerId, TokenCreateData } from '../../client/app-types.js'
import type { Id } from '../../client/id.js'
import type { OwnerReference } from '../../client/owner-reference.js'
import type { AuthorOptions } from '../../context/author.js'
import type { TokenContext } from '../../context/context.js'
import { problemResponse } from '../problem.js'
import { repositoryContext } from '../repository-context.js'
import type { AnyTokenRepository, DelegateOf, OwnerFieldOf, ScopeOf } from '../token-types.js'
import { isCrossOrigin } from './is-cross-origin.js'
import { matchPath } from './match-path.js'
import { type OpenAPIDocument, openAPIOf } from './open-api.js'
import type { Operation, OwnTokens } from './operation.js'
import { operationsOf } from './operations.js'
import { problemOf } from './problem-of.js'
import { readJSON } from '../read-body.js'
import { readFields } from './fields.js'
import { readQuery } from './read-query.js'
import { tokenPresenter } from './token-json.js'

/** The options of {@link tokenRoutes}. `Context` is the request of the Fetch API, or what a framework has in its place. */
export interface TokenRoutesOptions<Tokens = AnyTokenRepository, Context = Request> {
  /**
   * Returns the owner who is logged in; undefined or null: nobody is, which is answered with 401. A `Response`, such as a
   * redirect, is the answer. It must not take an API token for a login, unless tokens may make tokens.
   */
  owner: (context: Context) => LoggedIn<Tokens> | Promise<LoggedIn<Tokens>>
  /** The path that the routes are below, such as `/settings/tokens`. Default: none; the adapters know theirs. */
  basePath?: string | undefined
  /** The scopes that owners may give. Default: all that the repository declares. */
  scopes?: readonly ScopeOf<Tokens>[] | undefined
  /** Returns the app's own fields of a new token. Default: none. */
  data?: ((context: Context) => DataOf<Tokens> | Promise<DataOf<Tokens>>) | undefined
  /** Returns who makes a change, and where it comes from, for the audit trail of the repository. Default: nobody says so. */
  author?: ((context: Context) => AuthorOptions | Promise<AuthorOptions>) | undefined
  /** Other origins whose pages may call the routes, such as `https://app.example.com`. Default: none. */
  trustedOrigins?: readonly string[] | undefined
}

type LoggedIn<Tokens> =
  OwnerReference<NonNullable<OwnerId<DelegateOf<Tokens>, OwnerFieldOf<Tokens>>>> | Response | undefined | null

type DataOf<Tokens> = TokenCreateData<DelegateOf<Tokens>, OwnerFieldOf<Tokens>>

/** A handler of the Fetch API, with the documentation of its routes. */
export interface TokenRoutes<Context = Request> {
  /**
   * @param context - What the option `owner` gets. Default: the request.
   * @param path - The path below that of the routes. Default: that of the request.
   */
  (request: Request, context?: Context, path?: string): Promise<Response>
  /** The routes as OpenAPI 3.1. */
  readonly openapi: OpenAPIDocument
}

const optionKeys = {
  owner: true,
  basePath: true,
  scopes: true,
  data: true,
  author: true,
  trustedOrigins: true,
} as const

/**
 * Creates the routes of a settings page, on which owners who are logged in create, list, change, rotate and revoke their own
 * tokens: `GET` and `POST /`, `PATCH` and `DELETE /{id}`, `POST /{id}/rotate`, all of them through `tokens.of(owner)`.
 *
 * Bodies are JSON, refusals are problem details (RFC 9457), and nothing is stored by a browser or proxy. A new token is in the
 * answer that creates it, and in no other one.
 *
 * **CSRF.** What a browser sends from another origin is refused, by `Sec-Fetch-Site` and `Origin`. The app's part: its session
 * cookie is `HttpOnly`, `Secure` and `SameSite=Lax` or `Strict`; no `GET` of its own changes anything; and CORS allows
 * credentials to `trustedOrigins` alone.
 *
 * @param tokens - The repository.
 * @example
 * ```ts
 * const routes = tokenRoutes(tokens, { basePath: '/settings/tokens', owner: async (request) => (await sessionOf(request))?.user })
 * const response = await routes(request)
 * ```
 * @throws TypeError for an invalid option. The handler passes errors of the database through.
 */
export function tokenRoutes<Tokens extends AnyTokenRepository, Context = Request>(
  tokens: Tokens,
  options: TokenRoutesOptions<Tokens, Context>,
): TokenRoutes<Context> {
  const context = repositoryContext(tokens)
  const { model, settings } = context
  const { owner, author, basePath = '', trustedOrigins = [], ...given } = checked(options, settings)
  const { scopes = settings.rules.scopes, data } = given
  const operations = operationsOf<Context>({ model, present: tokenPresenter(model), settings, scopes, data })

  async function handle(request: Request, given?: Context, below?: string): Promise<Response> {
    const url = new URL(request.url)
    const path = below ?? pathBelow(basePath, url.pathname)
    const match = path === undefined ? undefined : matchPath(path, model.idType)
    if (!match) return problemResponse(404, 'There is no such path.')
    const here = operations.filter((operation) => operation.path === match.pattern)
    const allow = [...here.map(({ method }) => method), ...(here.some(isRead) ? ['HEAD'] : []), 'OPTIONS'].join(', ')
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: { Allow: allow } })
    const isHead = request.method === 'HEAD'
    const operation = here.find(({ method }) => method === (isHead ? 'GET' : request.method))
    if (!operation) return problemResponse(405, `The method must be one of: ${allow}.`, {}, { Allow: allow })
    const response = await answer(operation, { request, url, id: match.id, context: given ?? (request as Context) })
    return isHead ? new Response(null, response) : response
  }

  async function answer(
    operation: Operation<Context>,
    { request, url, id, context: asked }: { request: Request; url: URL; id: Id | undefined; context: Context },
  ): Promise<Response> {
    if (!isRead(operation) && isCrossOrigin(request, trustedOrigins)) {
      return problemResponse(403, 'The request comes from another origin.')
    }
    const loggedIn = await owner(asked)
    if (loggedIn instanceof Response) return loggedIn
    if (isNobody(loggedIn)) return problemResponse(401, 'Nobody is logged in.')
    try {
      return await operation.run({
        own: tokens.of(loggedIn as never, await author?.(asked)) as OwnTokens,
        // Only operations on a token have a path with an id, and read it.
        id: id ?? '',
        query: readQuery(operation.query ?? {}, url.searchParams),
        body: operation.body ? readFields(operation.body, await readJSON(request)) : {},
        context: asked,
      })
    } catch (error) {
      const problem = problemOf(error)
      if (problem) return problem
      throw error
    }
  }

  const openapi = openAPIOf(operations as readonly Operation<unknown>[], model, basePath)
  return Object.assign(handle, { openapi })
}

/** An empty id is most likely one that is missing. */
function isNobody(owner: unknown): owner is undefined | null | '' {
  return owner === undefined || owner === null || owner === ''
}

function isRead({ method }: { readonly method: string }): boolean {
  return method === 'GET'
}

/** Returns the rest of a path below another one; undefined where it is somewhere else. */
function pathBelow(basePath: string, path: string): string | undefined {
  if (!path.startsWith(basePath)) return undefined
  const rest = path.slice(basePath.length)
  return rest === '' || rest.startsWith('/') ? rest : undefined
}

function checked<Tokens, Context>(given: TokenRoutesOptions<Tokens, Context>, { rules }: TokenContext['settings']) {
  const options = knownOptions('tokenRoutes', given, optionKeys)
  const { basePath, scopes, trustedOrigins } = options as { readonly [Key in keyof typeof optionKeys]?: unknown }
  if (typeof options.owner !== 'function') throw new TypeError('owner must be a function')
  optionalFunction('data', options.data)
  optionalFunction('author', options.author)
  if (basePath !== undefined && !(typeof basePath === 'string' && /^(?:\/[^/?#]+)*$/.test(basePath))) {
    throw new TypeError('basePath must be a path such as "/settings/tokens", without a slash at its end')
  }
  if (
    scopes !== undefined &&
    !(Array.isArray(scopes) && scopes.every((scope) => rules.scopes.includes(scope as string)))
  ) {
    throw new TypeError("scopes must be some of the repository's scopes")
  }
  if (trustedOrigins !== undefined && !(Array.isArray(trustedOrigins) && trustedOrigins.every(isOrigin))) {
    throw new TypeError('trustedOrigins must be a list of origins such as "https://app.example.com"')
  }
  return options as Omit<typeof options, 'scopes'> & { readonly scopes?: readonly string[] }
}

function isOrigin(text: unknown): boolean {
  return typeof text === 'string' && URL.canParse(text) && new URL(text).origin === text
}
