import { Prisma } from '@prisma/client/extension'

import type {
  ProjectedRecord,
  TokenInclude,
  TokenRecord,
  TokenSelect,
  TokenWhereInput,
  NeedsFields,
  OwnerId,
  UserNames,
} from '../client/app-types.js'
import type { TokenClient, TokenDelegate } from '../client/token-client.js'
import { tokenModel } from '../client/token-model.js'
import { WebAPITokenModelError } from '../outcomes/errors.js'
import type { EventListener, WebAPITokenEvents } from '../events/events.js'
import type { ListExpiringOptions } from '../lifecycle/list-expiring.js'
import type { ListedToken, ListTokensOptions, TokenPage } from '../lifecycle/list-tokens.js'
import { resolveOptions, type Settings, type WebAPITokenRepositoryOptions } from '../context/options.js'
import { WebAPITokenRepository } from './repository.js'
import { newShared } from './shared.js'
import { stages, type Verb } from './stages.js'
import type { AuthorOptions } from '../context/author.js'
import type { OwnerReference } from '../client/owner-reference.js'
import type { TokensOfOwner, WebAPITokenVerbs } from './verbs.js'
import type { AuthenticateOptions } from '../verification/authenticate-options.js'
import type { Authenticated, AuthenticationResult } from '../outcomes/result.js'

/** The verbs as methods of a delegate: `this` provides all types. */
export type WebAPITokenModelMethods<
  Owner extends string = 'userId',
  Scope extends string = never,
  Relations = undefined,
> = {
  [Name in keyof WebAPITokenVerbs<unknown>]: <Delegate>(
    this: Delegate,
    ...args: Parameters<WebAPITokenVerbs<Delegate, Owner, Scope>[Name]>
  ) => ReturnType<WebAPITokenVerbs<Delegate, Owner, Scope>[Name]>
} & {
  /**
   * Checks whether a string is a valid token and returns its record, as `authenticate` of the repository does.
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
    options?: AuthenticateOptions<ProjectedRecord<Delegate, Select, Include, Relations>, Select, Include, Scope>,
  ) => Promise<AuthenticationResult<ProjectedRecord<Delegate, Select, Include, Relations>>>
  /** Does the same for code that does not expect a token to be refused: throws a `WebAPITokenAuthenticationError`. */
  authenticateOrThrow: <
    Delegate,
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    this: Delegate,
    token: unknown,
    options?: AuthenticateOptions<ProjectedRecord<Delegate, Select, Include, Relations>, Select, Include, Scope>,
  ) => Promise<Authenticated<ProjectedRecord<Delegate, Select, Include, Relations>>>
  /** Lists tokens in pages, each with its status, as `listTokens` of the repository does. */
  listTokens: <
    Delegate,
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    this: Delegate,
    options?: UserNames<Owner, 'user'> &
      ListTokensOptions<OwnerReference<OwnerId<Delegate, Owner>>, TokenWhereInput<Delegate>, Select, Include>,
  ) => Promise<TokenPage<ProjectedRecord<Delegate, Select, Include>>>
  /** Lists tokens that are about to expire, each once, as `listExpiring` of the repository does. */
  listExpiring: <
    Delegate,
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    this: Delegate,
    options: UserNames<Owner, 'user'> &
      NeedsFields<Delegate, 'expiryNotified', unknown> &
      ListExpiringOptions<OwnerReference<OwnerId<Delegate, Owner>>, TokenWhereInput<Delegate>, Select, Include>,
  ) => Promise<ListedToken<ProjectedRecord<Delegate, Select, Include>>[]>
} & {
  /** Returns the verbs for the tokens of one owner: `of` of the repository. */
  of: <Delegate>(
    this: Delegate,
    owner: OwnerReference<OwnerId<Delegate, Owner>>,
    author?: AuthorOptions,
  ) => TokensOfOwner<Delegate, Owner, Scope>
  /** Writes the uses of tokens that the option `lastUsed` has deferred: `flush` of the repository. */
  flush: () => Promise<void>
} & {
  [Name in 'on' | 'off']: <Delegate, Event extends keyof WebAPITokenEvents<unknown>>(
    this: Delegate,
    name: Event,
    listener: EventListener<WebAPITokenEvents<TokenRecord<Delegate>>[Event]>,
  ) => void
}

/**
 * Creates a Prisma client extension that puts the verbs of the repository next to `findMany`: on the extended client, and on
 * the `tx` of its interactive transactions, where they are part of the transaction.
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
export function webAPITokens<
  const Model extends string = 'webAPIToken',
  const Owner extends string = 'userId',
  const Scope extends string = never,
  const Relations = undefined,
>(options: WebAPITokenRepositoryOptions<Model, Owner, Scope, Relations> = {}) {
  type Methods = WebAPITokenModelMethods<Owner, Scope, Relations>
  const settings = resolveOptions(options, 'webAPITokens')
  const shared = newShared(settings)
  const repositories = new WeakMap<object, WebAPITokenRepository<object>>()
  /** By their delegates: the clients that were made by extensions after this one. */
  const clients = new WeakMap<object, object>()

  /** Returns the repository of the delegate's client, which is the `tx` inside a transaction. */
  function repositoryOf(delegate: object): WebAPITokenRepository<object> {
    let repository = repositories.get(delegate)
    if (!repository) {
      // Not the client that was extended, which would escape the caller's transaction.
      const { $parent } = Prisma.getExtensionContext(delegate) as { $parent: object }
      // The parent lacks the extension that was installed last, which may be that of the replicas.
      const client = clients.get(delegate) ?? $parent
      repository = new WebAPITokenRepository(client, shared, { delegate: delegate as TokenDelegate })
      repositories.set(delegate, repository)
    }
    return repository
  }

  const methods = Object.fromEntries(
    methodNames.map((name) => [
      name,
      function (this: object, ...args: unknown[]) {
        const repository = repositoryOf(this)
        return (repository[name] as (...args: unknown[]) => unknown).apply(repository, args)
      },
    ]),
  ) as unknown as Methods

  return Prisma.defineExtension((client) => {
    assertInstallable(client as unknown as TokenClient, settings)
    const { $extends: extend } = client as unknown as { $extends: (this: unknown, later: unknown) => object }
    // Without a type: apps see nothing of it.
    const remembering: object = {
      client: {
        $extends(this: object, later: unknown): object {
          const extended = extend.call(Prisma.getExtensionContext(this), later)
          const delegate: unknown = (extended as Record<string, unknown>)[settings.model]
          if (typeof delegate === 'object' && delegate !== null) clients.set(delegate, extended)
          return extended
        },
      },
    }
    return client.$extends({
      name: 'prisma-webapi-token',
      model: { [settings.model]: methods } as { [K in Model]: Methods },
      ...remembering,
    })
  })
}

/** Delegates have all verbs of the repository. Transactions are the client's business. */
const methodNames = [...(Object.keys(stages) as Verb[]), 'of', 'flush', 'on', 'off'] as const

function assertInstallable(client: TokenClient, settings: Settings): void {
  const { delegate, name } = tokenModel(client, settings)
  if ('generateToken' in delegate) {
    throw new WebAPITokenModelError(
      'ERR_WEBAPI_TOKEN_ALREADY_INSTALLED',
      `The model "${name}" has the extension webAPITokens() already: install it once`,
    )
  }
}
