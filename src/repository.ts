import type {
  ProjectedRecord,
  RequiresTokenModel,
  TokenDelegateOf,
  TokenInclude,
  TokenSelect,
  TokenRecord,
  TransactionClient,
} from './client/app-types.js'
import type { TokenClient, TokenDelegate, TransactionOptions } from './client/token-client.js'
import { tokenModel } from './client/token-model.js'
import { runInTransaction } from './client/transaction.js'
import type { TokenContext } from './context.js'
import { DeferredEvents, EventEmitter, type EventListener, type EventSink, type WebAPITokenEvents } from './events.js'
import { generateToken } from './generation/generate-token.js'
import { invalidateToken } from './invalidation/invalidate-token.js'
import { invalidateTokens } from './invalidation/invalidate-tokens.js'
import { updateToken } from './lifecycle/update-token.js'
import { resolveOptions, type ResolvedOptions, type WebAPITokenRepositoryOptions } from './options.js'
import type { WebAPITokenAuthentication, WebAPITokenVerbs } from './verbs.js'
import { authenticate, type AuthenticateOptions } from './verification/authenticate.js'
import { authenticateOrThrow } from './verification/authenticate-or-throw.js'
import { LookUps } from './verification/look-up.js'
import { RecentUses } from './verification/recent-uses.js'
import type { Authenticated, AuthenticationResult } from './verification/result.js'

/** @internal What repositories of other clients than the first one share with it. */
export interface Inherited {
  readonly options: ResolvedOptions
  readonly emitter: EventEmitter
  readonly events: EventSink
  readonly delegate?: TokenDelegate
}

type Verbs<Client, Model extends string> = WebAPITokenVerbs<TokenDelegateOf<Client, Model>>

type Arguments<Client, Model extends string, Verb extends keyof Verbs<Client, Model>> = Parameters<
  Verbs<Client, Model>[Verb]
>

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
  implements Verbs<Client, Model>, WebAPITokenAuthentication<TokenDelegateOf<Client, Model>>
{
  readonly #context: TokenContext
  readonly #emitter: EventEmitter

  /**
   * @param client - The app's client, plain or extended; one inside a transaction will do too.
   * @throws TypeError for an invalid option; `WebAPITokenModelError` when the client lacks the model or one of its fields.
   */
  constructor(
    client: Client & RequiresTokenModel<Client, NoInfer<Model>>,
    options?: WebAPITokenRepositoryOptions<Model>,
  )
  /** @internal */
  constructor(client: Client, options: undefined, inherited: Inherited)
  constructor(client: Client, options?: WebAPITokenRepositoryOptions<Model>, inherited?: Inherited) {
    const resolved = inherited?.options ?? resolveOptions(options ?? {})
    this.#emitter = inherited?.emitter ?? new EventEmitter(resolved.logger)
    const model = tokenModel(client as unknown as TokenClient, resolved.model, inherited?.delegate)
    this.#context = {
      model,
      options: resolved,
      events: inherited?.events ?? this.#emitter,
      lookUps: new LookUps(model),
      recentUses: new RecentUses(),
    }
  }

  generateToken(...[user, options]: Arguments<Client, Model, 'generateToken'>) {
    return generateToken(this.#context, user, options ?? {}) as Result<Client, Model, 'generateToken'>
  }

  invalidateToken(...[token, options = {}]: Arguments<Client, Model, 'invalidateToken'>) {
    return invalidateToken(this.#context, token, options)
  }

  invalidateTokens(...[options = {}]: Arguments<Client, Model, 'invalidateTokens'>) {
    return invalidateTokens(this.#context, options)
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
    return this.#bindTo(tx, this.#context.events)
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
    const deferred = new DeferredEvents()
    const result = await runInTransaction(
      this.#context.model.client,
      (tx) => fn(this.#bindTo(tx, deferred), tx as unknown as TransactionClient<Client>),
      options,
    )
    deferred.deliverTo(this.#context.events)
    return result
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
    this.#emitter.on(name, listener)
    return this
  }

  /** Ends what {@link on} began. */
  off<Name extends keyof WebAPITokenEvents<unknown>>(
    name: Name,
    listener: EventListener<WebAPITokenEvents<TokenRecord<TokenDelegateOf<Client, Model>>>[Name]>,
  ): this {
    this.#emitter.off(name, listener)
    return this
  }

  #bindTo(client: object, events: EventSink): WebAPITokenRepository<Client, Model> {
    const inherited = { options: this.#context.options, emitter: this.#emitter, events }
    return new WebAPITokenRepository<Client, Model>(client as Client, undefined, inherited)
  }
}

/** The stages know rows; what the app's types make of them is checked at the door. */
function untyped(options: object = {}): AuthenticateOptions {
  return options
}
