import { Prisma } from '@prisma/client/extension'

import type {
  ProjectedRecord,
  TokenInclude,
  TokenRecord,
  TokenSelect,
  TokenWhereInput,
  UserId,
} from '../client/app-types.js'
import type { TokenClient, TokenDelegate } from '../client/token-client.js'
import { tokenModel } from '../client/token-model.js'
import { WebAPITokenModelError } from '../outcomes/errors.js'
import type { EventListener, WebAPITokenEvents } from '../events/events.js'
import type { ListExpiringOptions } from '../lifecycle/list-expiring.js'
import type { ListedToken, ListTokensOptions, TokenPage } from '../lifecycle/list-tokens.js'
import { resolveOptions, type WebAPITokenRepositoryOptions } from '../context/options.js'
import { inheritedOf, WebAPITokenRepository } from './repository.js'
import type { UserReference } from '../client/user-reference.js'
import type { WebAPITokenAuthentication, WebAPITokenLists, WebAPITokenVerbs } from './verbs.js'
import type { AuthenticateOptions } from '../verification/authenticate.js'
import type { Authenticated, AuthenticationResult } from '../outcomes/result.js'

type Verb = keyof WebAPITokenVerbs<unknown> | keyof WebAPITokenAuthentication<unknown> | keyof WebAPITokenLists<unknown>

/** The verbs as methods of a delegate, which `this` brings along with all of its types. */
export type WebAPITokenModelMethods = {
  [Name in keyof WebAPITokenVerbs<unknown>]: <Delegate>(
    this: Delegate,
    ...args: Parameters<WebAPITokenVerbs<Delegate>[Name]>
  ) => ReturnType<WebAPITokenVerbs<Delegate>[Name]>
} & {
  /**
   * Whether a text is a good token, and whose: {@link WebAPITokenAuthentication.authenticate} on the delegate.
   *
   * @example
   * ```ts
   * const result = await prisma.webAPIToken.authenticate(token, { include: { user: true } })
   * ```
   */
  authenticate: <
    Delegate,
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    this: Delegate,
    token: unknown,
    options?: AuthenticateOptions<ProjectedRecord<Delegate, Select, Include>, Select, Include>,
  ) => Promise<AuthenticationResult<ProjectedRecord<Delegate, Select, Include>>>
  /** {@link WebAPITokenAuthentication.authenticateOrThrow} on the delegate. */
  authenticateOrThrow: <
    Delegate,
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    this: Delegate,
    token: unknown,
    options?: AuthenticateOptions<ProjectedRecord<Delegate, Select, Include>, Select, Include>,
  ) => Promise<Authenticated<ProjectedRecord<Delegate, Select, Include>>>
  /** {@link WebAPITokenLists.listTokens} on the delegate. */
  listTokens: <
    Delegate,
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    this: Delegate,
    options?: ListTokensOptions<UserReference<UserId<Delegate>>, TokenWhereInput<Delegate>, Select, Include>,
  ) => Promise<TokenPage<ProjectedRecord<Delegate, Select, Include>>>
  /** {@link WebAPITokenLists.listExpiring} on the delegate. */
  listExpiring: <
    Delegate,
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    this: Delegate,
    options: ListExpiringOptions<UserReference<UserId<Delegate>>, TokenWhereInput<Delegate>, Select, Include>,
  ) => Promise<ListedToken<ProjectedRecord<Delegate, Select, Include>>[]>
} & {
  [Name in 'on' | 'off']: <Delegate, Event extends keyof WebAPITokenEvents<unknown>>(
    this: Delegate,
    name: Event,
    listener: EventListener<WebAPITokenEvents<TokenRecord<Delegate>>[Event]>,
  ) => void
}

/**
 * A Prisma client extension that puts the verbs of the repository next to `findMany`: on the extended client, and on the
 * `tx` of its interactive transactions, where they are a part of the transaction.
 *
 * @param options - Those of the repository.
 * @example
 * ```ts
 * const prisma = new PrismaClient({ adapter }).$extends(webAPITokens({ tokenType: 'acme' }))
 * const { token } = await prisma.webAPIToken.generateToken(user, { note: 'CI' })
 * ```
 * @throws TypeError for an invalid option. `$extends` throws `WebAPITokenModelError` when the client lacks the model or
 * one of its fields, or has the extension already.
 */
export function webAPITokens<const Model extends string = 'webAPIToken'>(
  options: WebAPITokenRepositoryOptions<Model> = {},
) {
  const resolved = resolveOptions(options, 'webAPITokens')
  const inherited = inheritedOf(resolved)
  const repositories = new WeakMap<object, WebAPITokenRepository<object>>()

  /** The repository of the client that the delegate belongs to: inside a transaction, of the `tx`. */
  function repositoryOf(delegate: object): WebAPITokenRepository<object> {
    let repository = repositories.get(delegate)
    if (!repository) {
      // Not the client that was extended: what runs on that one escapes the caller's transaction.
      const { $parent: client } = Prisma.getExtensionContext(delegate) as { $parent: object }
      repository = new WebAPITokenRepository(client, inherited, { delegate: delegate as TokenDelegate })
      repositories.set(delegate, repository)
    }
    return repository
  }

  const methods = Object.fromEntries(
    verbs.map((verb) => [
      verb,
      function (this: object, ...args: unknown[]) {
        const repository = repositoryOf(this)
        return (repository[verb] as (...args: unknown[]) => unknown).apply(repository, args)
      },
    ]),
  ) as unknown as WebAPITokenModelMethods

  return Prisma.defineExtension((client) => {
    assertInstallable(client as unknown as TokenClient, resolved.model)
    return client.$extends({
      name: 'prisma-webapi-token',
      model: { [resolved.model]: methods } as { [K in Model]: WebAPITokenModelMethods },
    })
  })
}

/** Every public method of the repository, so that a new one is here as well; but for those that lead to a transaction. */
const verbs = Object.getOwnPropertyNames(WebAPITokenRepository.prototype).filter(
  (name) => !['constructor', 'transaction', 'withTransaction'].includes(name),
) as Verb[]

function assertInstallable(client: TokenClient, name: string): void {
  const { delegate } = tokenModel(client, name)
  if ('generateToken' in delegate) {
    throw new WebAPITokenModelError(
      'ERR_WEBAPI_TOKEN_ALREADY_INSTALLED',
      `The model "${name}" has the extension webAPITokens() already: install it once`,
    )
  }
}
