import { Invalidations, type InvalidationSink } from '../cache/invalidations.js'
import { TokenCache } from '../cache/token-cache.js'
import type {
  ProjectedRecord,
  RequiresTokenModel,
  TokenDelegateOf,
  TokenInclude,
  TokenSelect,
  TokenRecord,
  TokenWhereInput,
  TransactionClient,
  UserId,
} from '../client/app-types.js'
import type { TokenClient, TokenDelegate, TransactionOptions } from '../client/token-client.js'
import { isTransactionClient } from '../client/dialect.js'
import { tokenModel } from '../client/token-model.js'
import { runInTransaction } from '../client/transaction.js'
import type { TokenContext } from '../context/context.js'
import { EventEmitter } from '../events/event-emitter.js'
import type { EventListener, WebAPITokenEvents } from '../events/events.js'
import type { EventSink } from '../events/event-sink.js'
import { generateToken } from '../generation/generate-token.js'
import { generateTokens } from '../generation/generate-tokens.js'
import { invalidateToken } from '../invalidation/invalidate-token.js'
import { invalidateTokens } from '../invalidation/invalidate-tokens.js'
import { listExpiring, type ListExpiringOptions } from '../lifecycle/list-expiring.js'
import { type ListedToken, listTokens, type ListTokensOptions, type TokenPage } from '../lifecycle/list-tokens.js'
import { pruneTokens } from '../lifecycle/prune-tokens.js'
import { rotateToken } from '../lifecycle/rotate-token.js'
import { updateToken } from '../lifecycle/update-token.js'
import { resolveOptions, type ResolvedOptions, type WebAPITokenRepositoryOptions } from '../context/options.js'
import { untilCommit } from '../context/until-commit.js'
import type { UserReference } from '../client/user-reference.js'
import type { WebAPITokenAuthentication, WebAPITokenLists, WebAPITokenVerbs } from './verbs.js'
import { authenticate, type AuthenticateOptions } from '../verification/authenticate.js'
import { authenticateOrThrow } from '../verification/authenticate-or-throw.js'
import type { FoundToken } from '../client/found-token.js'
import { LookUps } from '../client/look-ups.js'
import { RecentUses } from '../cache/recent-uses.js'
import type { Authenticated, AuthenticationResult } from '../outcomes/result.js'

/** @internal What repositories of other clients than the first one share with it. */
export interface Inherited {
  readonly options: ResolvedOptions
  readonly emitter: EventEmitter
  readonly cache: TokenCache<FoundToken> | undefined
  readonly invalidations: Invalidations
}

/** @internal What is different for each client. */
export interface Binding {
  readonly delegate?: TokenDelegate
  /** Default: at once. */
  readonly events?: EventSink
  /** Default: at once, and, where the end of a transaction is not known, for longer. */
  readonly invalidations?: InvalidationSink
}

/** @internal */
export function inheritedOf(options: ResolvedOptions): Inherited {
  const emitter = new EventEmitter(options.logger)
  const cache = options.cache && new TokenCache<FoundToken>(options.cache)
  const { invalidationBus: bus, publishTimeout, clock } = options
  const invalidations = new Invalidations({ cache, bus, publishTimeout, clock, events: emitter })
  return { options, emitter, cache, invalidations }
}

/** @internal What the stages work with; undefined for what is no repository. */
export let contextOf: (repository: object) => TokenContext | undefined

type Verbs<Client, Model extends string> = WebAPITokenVerbs<TokenDelegateOf<Client, Model>>

type Arguments<Client, Model extends string, Verb extends keyof Verbs<Client, Model>> = Parameters<
  Verbs<Client, Model>[Verb]
>

type User<Client, Model extends string> = UserReference<UserId<TokenDelegateOf<Client, Model>>>

type Where<Client, Model extends string> = TokenWhereInput<TokenDelegateOf<Client, Model>>

/** The result of a stage, as the app's types have it. */
type Result<Client, Model extends string, Verb extends keyof Verbs<Client, Model>> = ReturnType<
  Verbs<Client, Model>[Verb]
>

/**
 * The API tokens of an app: generates, changes and invalidates them, with the app's own Prisma client and its own model.
 *
 * @example
 * ```ts
 * const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
 * const { token, record } = await tokens.generateToken(user, { note: 'CI' })
 * ```
 */
export class WebAPITokenRepository<Client extends object, Model extends string = 'webAPIToken'>
  implements
    Verbs<Client, Model>,
    WebAPITokenAuthentication<TokenDelegateOf<Client, Model>>,
    WebAPITokenLists<TokenDelegateOf<Client, Model>>
{
  readonly #inherited: Inherited
  readonly #context: TokenContext

  static {
    contextOf = (repository) => (#context in repository ? repository.#context : undefined)
  }

  /**
   * @param client - The app's client, plain or extended; one inside a transaction will do too.
   * @throws TypeError for an invalid option; `WebAPITokenModelError` when the client lacks the model or one of its fields.
   */
  constructor(
    client: Client & RequiresTokenModel<Client, NoInfer<Model>>,
    options?: WebAPITokenRepositoryOptions<Model>,
  )
  /** @internal */
  constructor(client: Client, inherited: Inherited, binding: Binding)
  constructor(client: Client, options: WebAPITokenRepositoryOptions<Model> | Inherited = {}, binding?: Binding) {
    const inherited = binding
      ? (options as Inherited)
      : inheritedOf(resolveOptions(options as WebAPITokenRepositoryOptions<string>))
    const model = tokenModel(client as unknown as TokenClient, inherited.options.model, binding?.delegate)
    const isInTransaction = isTransactionClient(model.client)
    this.#inherited = inherited
    this.#context = {
      model,
      options: inherited.options,
      events: binding?.events ?? inherited.emitter,
      invalidations:
        binding?.invalidations ?? (isInTransaction ? inherited.invalidations.blocking() : inherited.invalidations),
      cache: isInTransaction ? undefined : inherited.cache,
      lookUps: new LookUps(model),
      recentUses: new RecentUses(),
      endedFamilies: new RecentUses(),
    }
  }

  generateToken(...[user, options]: Arguments<Client, Model, 'generateToken'>) {
    return generateToken(this.#context, user, options) as Result<Client, Model, 'generateToken'>
  }

  invalidateToken(...[token, options]: Arguments<Client, Model, 'invalidateToken'>) {
    return invalidateToken(this.#context, token, options)
  }

  async invalidateTokens(...args: Arguments<Client, Model, 'invalidateTokens'>) {
    // A variable that was not set must not stand for "all tokens there are".
    if (args.length > 0 && args[0] === undefined) throw new TypeError('invalidateTokens: the options are undefined')
    return invalidateTokens(this.#context, args[0])
  }

  generateTokens(...[users, options]: Arguments<Client, Model, 'generateTokens'>) {
    return generateTokens(this.#context, users, options) as Result<Client, Model, 'generateTokens'>
  }

  rotateToken(...[token, options]: Arguments<Client, Model, 'rotateToken'>) {
    return rotateToken(this.#context, token, options as object | undefined) as Result<Client, Model, 'rotateToken'>
  }

  pruneTokens(...[options]: Arguments<Client, Model, 'pruneTokens'>) {
    return pruneTokens(this.#context, options)
  }

  listTokens<
    const Select extends TokenSelect<TokenDelegateOf<Client, Model>> = undefined,
    const Include extends TokenInclude<TokenDelegateOf<Client, Model>> = undefined,
  >(options?: ListTokensOptions<User<Client, Model>, Where<Client, Model>, Select, Include>) {
    return listTokens(this.#context, options as ListTokensOptions | undefined) as Promise<
      TokenPage<ProjectedRecord<TokenDelegateOf<Client, Model>, Select, Include>>
    >
  }

  listExpiring<
    const Select extends TokenSelect<TokenDelegateOf<Client, Model>> = undefined,
    const Include extends TokenInclude<TokenDelegateOf<Client, Model>> = undefined,
  >(options: ListExpiringOptions<User<Client, Model>, Where<Client, Model>, Select, Include>) {
    return listExpiring(this.#context, options as ListExpiringOptions) as Promise<
      ListedToken<ProjectedRecord<TokenDelegateOf<Client, Model>, Select, Include>>[]
    >
  }

  updateToken(...[token, options]: Arguments<Client, Model, 'updateToken'>) {
    return updateToken(this.#context, token, options)
  }

  authenticate<
    const Select extends TokenSelect<TokenDelegateOf<Client, Model>> = undefined,
    const Include extends TokenInclude<TokenDelegateOf<Client, Model>> = undefined,
  >(
    token: unknown,
    options?: AuthenticateOptions<ProjectedRecord<TokenDelegateOf<Client, Model>, Select, Include>, Select, Include>,
  ) {
    return authenticate(this.#context, token, untyped(options)) as Promise<
      AuthenticationResult<ProjectedRecord<TokenDelegateOf<Client, Model>, Select, Include>>
    >
  }

  authenticateOrThrow<
    const Select extends TokenSelect<TokenDelegateOf<Client, Model>> = undefined,
    const Include extends TokenInclude<TokenDelegateOf<Client, Model>> = undefined,
  >(
    token: unknown,
    options?: AuthenticateOptions<ProjectedRecord<TokenDelegateOf<Client, Model>, Select, Include>, Select, Include>,
  ) {
    return authenticateOrThrow(this.#context, token, untyped(options)) as Promise<
      Authenticated<ProjectedRecord<TokenDelegateOf<Client, Model>, Select, Include>>
    >
  }

  /**
   * The same repository, bound to the client of a transaction that the app has opened. Its events are delivered at once:
   * use {@link transaction} to have them wait for the commit.
   *
   * @example
   * ```ts
   * await prisma.$transaction(async (tx) => {
   *   const user = await tx.user.create({ data: { username: 'ada' } })
   *   await tokens.withTransaction(tx).generateToken(user)
   * })
   * ```
   */
  withTransaction(tx: Pick<Client, Model & keyof Client>): WebAPITokenRepository<Client, Model> {
    const { model, events, invalidations } = this.#context
    // Inside `transaction`, both wait for its commit.
    return this.#bindTo(tx, isTransactionClient(model.client) ? { events, invalidations } : { events })
  }

  /**
   * Opens a transaction; the events of the repository in it are delivered after its commit, and not at all after a
   * rollback. On a repository that is bound to a transaction, a savepoint in that one.
   *
   * @example
   * ```ts
   * await tokens.transaction(async (tokens, tx) => {
   *   await tokens.invalidateTokens({ users: [user] })
   *   await tx.user.update({ where: { id: user.id }, data: { password } })
   * })
   * ```
   * @throws WebAPITokenTransactionError when a statement failed whose error was caught, and PostgreSQL has given up the
   * transaction for it.
   */
  async transaction<R>(
    fn: (tokens: WebAPITokenRepository<Client, Model>, tx: TransactionClient<Client>) => Promise<R>,
    options?: TransactionOptions,
  ): Promise<R> {
    const { client } = this.#context.model
    return untilCommit(this.#context, (contextOn) =>
      runInTransaction(
        client,
        (tx) => {
          const { events, invalidations } = contextOn(tx)
          return fn(this.#bindTo(tx, { events, invalidations }), tx as unknown as TransactionClient<Client>)
        },
        options,
      ),
    )
  }

  /**
   * Calls the listener at each event of that name, of this repository and of those bound to its transactions.
   *
   * @example
   * ```ts
   * tokens.on('created', ({ record, autoGenerated }) => audit('token created', record.id, autoGenerated))
   * ```
   */
  on<Name extends keyof WebAPITokenEvents<unknown>>(
    name: Name,
    listener: EventListener<WebAPITokenEvents<TokenRecord<TokenDelegateOf<Client, Model>>>[Name]>,
  ): this {
    this.#inherited.emitter.on(name, listener)
    return this
  }

  /** Ends what {@link on} began. */
  off<Name extends keyof WebAPITokenEvents<unknown>>(
    name: Name,
    listener: EventListener<WebAPITokenEvents<TokenRecord<TokenDelegateOf<Client, Model>>>[Name]>,
  ): this {
    this.#inherited.emitter.off(name, listener)
    return this
  }

  #bindTo(client: object, binding: Binding): WebAPITokenRepository<Client, Model> {
    return new WebAPITokenRepository<Client, Model>(client as Client, this.#inherited, binding)
  }
}

/** The stages know rows; what the app's types make of them is checked at the door. */
function untyped(options: object | undefined): AuthenticateOptions | undefined {
  return options
}
