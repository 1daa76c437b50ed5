import { knownOptions } from '../arguments/known-options.js'
import type { InvalidationSink } from '../cache/invalidations.js'
import { RecentUses } from '../cache/recent-uses.js'
import type {
  OwnerId,
  ProjectedRecord,
  RequiresTokenModel,
  TokenDelegateOf,
  TokenInclude,
  TokenRecord,
  TransactionClient,
} from '../client/app-types.js'
import { assertEventModel } from '../client/event-model.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { LookUps } from '../client/look-ups.js'
import { ownerIdOf, type OwnerReference } from '../client/owner-reference.js'
import { SharedInsertions } from '../client/shared-insertions.js'
import { SharedInvalidations } from '../client/shared-invalidations.js'
import { SharedUses } from '../client/shared-uses.js'
import { runInTransaction } from '../client/run-in-transaction.js'
import type { TokenClient, TokenDelegate, TransactionOptions } from '../client/token-client.js'
import { modelOn, type TokenModel, tokenModel } from '../client/token-model.js'
import { type AuthorOptions, authorKeys, withAuthor } from '../context/author.js'
import type { TokenContext } from '../context/context.js'
import { resolveOptions, type WebAPITokenRepositoryOptions } from '../context/options.js'
import { untilCommit } from '../context/until-commit.js'
import type { EventSink } from '../events/event-sink.js'
import type { EventListener, WebAPITokenEvents } from '../events/events.js'
import { newShared, type Shared } from './shared.js'
import { runStage, type Stage, stages } from './stages.js'
import { tokensOfOwner } from './tokens-of-owner.js'
import type { TokensOfOwner, WebAPITokenAuthentication, WebAPITokenLists, WebAPITokenVerbs } from './verbs.js'

/** @internal What is different for each client. */
export interface Binding {
  readonly delegate?: TokenDelegate
  /** The model on the client of a transaction, which saves looking it up. */
  readonly transactionModel?: TokenModel
  /** Default: at once. */
  readonly events?: EventSink
  /** Default: at once, and blocking where the commit is not known. */
  readonly invalidations?: InvalidationSink
  readonly tenant?: string | undefined
}

/** The options of `withClient`. */
export interface WithClientOptions {
  /**
   * For whom the client reads, where it sees other rows for others, as with row-level security. What is cached for one tenant is
   * never answered to another, nor without one. Default: that of the repository.
   */
  tenant?: string | undefined
}

/** @internal Returns what the stages work with; undefined for what is no repository. */
export let contextOf: (repository: unknown) => TokenContext | undefined

type Delegate<Client, Model extends string> = TokenDelegateOf<Client, Model>

// The verbs are declared once, in verbs.ts, with their documentation.
export interface WebAPITokenRepository<
  Client extends object,
  Model extends string = 'webAPIToken',
  Owner extends string = 'userId',
  Scope extends string = never,
  Relations extends TokenInclude<Delegate<Client, Model>> = undefined,
>
  extends
    WebAPITokenVerbs<Delegate<Client, Model>, Owner, Scope>,
    WebAPITokenAuthentication<Delegate<Client, Model>, Scope, Relations>,
    WebAPITokenLists<Delegate<Client, Model>, Owner> {}

/**
 * Generates, authenticates, changes, rotates and revokes the API tokens of an app, with the app's own Prisma client and model.
 *
 * @example
 * ```ts
 * const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
 * const { token, record } = await tokens.generateToken(user, { note: 'CI' })
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class WebAPITokenRepository<
  Client extends object,
  Model extends string = 'webAPIToken',
  Owner extends string = 'userId',
  const Scope extends string = never,
  const Relations extends TokenInclude<Delegate<Client, Model>> = undefined,
> {
  readonly #shared: Shared
  readonly #context: TokenContext

  static {
    contextOf = (repository) =>
      #context in Object(repository) ? (repository as WebAPITokenRepository<object>).#context : undefined
    // For the command line, which is a package of its own, and may load the app's other copy of this class.
    Object.defineProperty(this.prototype, Symbol.for('prisma-webapi-token.context'), {
      value(this: WebAPITokenRepository<object>) {
        return this.#context
      },
    })
    for (const [verb, stage] of Object.entries(stages)) {
      const method = function (this: WebAPITokenRepository<object>, ...args: never[]): unknown {
        return runStage(this.#context, verb, stage as Stage, args)
      }
      Object.defineProperty(method, 'name', { value: verb })
      Object.defineProperty(this.prototype, verb, { value: method, writable: true, configurable: true })
    }
  }

  /**
   * @param client - The app's client, plain or extended; one inside a transaction will do too.
   * @throws TypeError for an invalid option; `WebAPITokenModelError` when the client lacks the model or one of its fields.
   */
  constructor(
    client: Client & RequiresTokenModel<Client, NoInfer<Model>, NoInfer<Owner>>,
    options?: WebAPITokenRepositoryOptions<
      Model,
      Owner,
      Scope,
      Relations,
      ProjectedRecord<Delegate<Client, NoInfer<Model>>, undefined, undefined, NoInfer<Relations>>
    >,
  )
  /** @internal */
  constructor(client: Client, shared: Shared, binding: Binding)
  constructor(client: Client, options: object | Shared = {}, binding?: Binding) {
    const shared = binding
      ? (options as Shared)
      : newShared(resolveOptions(options as WebAPITokenRepositoryOptions<string, string>))
    const { settings, emitter, cache, invalidations, deferredUses, recentUses, endedFamilies } = shared
    const model = binding?.transactionModel ?? tokenModel(client as unknown as TokenClient, settings, binding?.delegate)
    const isInTransaction = binding?.transactionModel !== undefined || isTransactionClient(model.client)
    if (settings.audit && !isInTransaction) assertEventModel(model, settings.audit.model)
    this.#shared = shared
    this.#context = {
      model,
      settings,
      tenant: binding?.tenant,
      events: binding?.events ?? emitter,
      invalidations: binding?.invalidations ?? (isInTransaction ? invalidations.blocking() : invalidations),
      cache: isInTransaction ? undefined : cache,
      lookUps: new LookUps(model, settings),
      sharedInsertions: new SharedInsertions(model),
      sharedInvalidations: new SharedInvalidations(model),
      sharedUses: new SharedUses(model, settings),
      deferredUses,
      // A transaction may be rolled back.
      recentUses: isInTransaction ? new RecentUses() : recentUses,
      endedFamilies: isInTransaction ? new RecentUses() : endedFamilies,
    }
  }

  /**
   * Returns the repository of one owner, whose verbs find nobody else's tokens. Use it wherever an id or a token comes from outside.
   *
   * @param owner - The owner: an id, or an object with an id.
   * @param author - Who makes the changes, where a call does not say so.
   * @example
   * ```ts
   * await tokens.of(team).invalidateToken({ id: Number(request.params.id) })
   * ```
   * @throws TypeError for what is no owner, and for an author without an audit trail.
   */
  of(
    owner: OwnerReference<OwnerId<Delegate<Client, Model>, Owner>>,
    author?: AuthorOptions,
  ): TokensOfOwner<Delegate<Client, Model>, Owner, Scope> {
    const { model } = this.#context
    const context = withAuthor(this.#context, knownOptions('of', author, authorKeys))
    return tokensOfOwner({ ...context, owner: { id: ownerIdOf('owner', owner, model) } })
  }

  /**
   * Returns this repository, bound to a transaction that the app has opened. Its events are delivered at once: use {@link
   * transaction} to have them wait for the commit.
   *
   * @example
   * ```ts
   * await prisma.$transaction(async (tx) => {
   *   const user = await tx.user.create({ data: { username: 'ada' } })
   *   await tokens.withTransaction(tx).generateToken(user)
   * })
   * ```
   */
  withTransaction(
    tx: Pick<Client, Model & keyof Client>,
  ): WebAPITokenRepository<Client, Model, Owner, Scope, Relations> {
    const { model, events, invalidations } = this.#context
    const client = tx as unknown as TokenClient
    const transactionModel = modelOn(client, model)
    return this.#boundTo(client, {
      events,
      // Inside `transaction`, both wait for its commit.
      ...(isTransactionClient(model.client) && { invalidations }),
      // What the app passes in place of a transaction may have replicas.
      ...(isTransactionClient(client) && { transactionModel }),
    })
  }

  /**
   * Returns this repository on another client, with the same options, cache, bus, events and deferred notes. Use it where each
   * request, or each tenant, has a client of its own: what is read and written goes by that client.
   *
   * @param client - Another client of the same database. One that is bound to a transaction is {@link withTransaction}'s.
   * @example
   * ```ts
   * // Row-level security: an extension that sets the tenant for each of its operations.
   * const own = tokens.withClient(prisma.$extends(forTenant(tenantId)), { tenant: tenantId })
   * await own.authenticate(token)
   * ```
   * @throws TypeError for an invalid option; `WebAPITokenModelError` when the client lacks the model or one of its fields.
   */
  withClient<Other extends object>(
    client: Other & RequiresTokenModel<Other, NoInfer<Model>, NoInfer<Owner>>,
    options?: WithClientOptions,
  ): WebAPITokenRepository<Client, Model, Owner, Scope, Relations> {
    const { tenant = this.#context.tenant } = knownOptions('withClient', options, { tenant: true })
    if (tenant !== undefined && typeof tenant !== 'string') throw new TypeError('tenant must be a string')
    if (typeof client !== 'object' || client === null) throw new TypeError('client must be a Prisma client')
    const other = client as unknown as TokenClient
    if (isTransactionClient(other)) return this.withTransaction(client as unknown as Pick<Client, Model & keyof Client>)
    return this.#boundTo(other, { tenant })
  }

  /**
   * Opens a transaction. The events of the repository in it are delivered after its commit, and not at all after a rollback. On
   * a repository that is bound to a transaction, it opens a savepoint.
   *
   * @example
   * ```ts
   * await tokens.transaction(async (tokens, tx) => {
   *   await tokens.invalidateTokens({ users: [user] })
   *   await tx.user.update({ where: { id: user.id }, data: { password } })
   * })
   * ```
   * @throws WebAPITokenTransactionError when a statement failed whose error was caught, and PostgreSQL has aborted the
   * transaction for it.
   */
  async transaction<R>(
    fn: (
      tokens: WebAPITokenRepository<Client, Model, Owner, Scope, Relations>,
      tx: TransactionClient<Client>,
    ) => Promise<R>,
    options?: TransactionOptions,
  ): Promise<R> {
    const { client } = this.#context.model
    return untilCommit(this.#context, (contextOn) =>
      runInTransaction(
        client,
        (tx) => {
          const { model, events, invalidations } = contextOn(tx)
          const tokens = this.#boundTo(tx, { transactionModel: model, events, invalidations })
          return fn(tokens, tx as unknown as TransactionClient<Client>)
        },
        options,
      ),
    )
  }

  /**
   * Writes the uses of tokens that the option `lastUsed` has deferred. Call it before the process ends.
   *
   * @example
   * ```ts
   * await tokens.flush()
   * await prisma.$disconnect()
   * ```
   */
  async flush(): Promise<void> {
    await this.#shared.deferredUses.flush()
  }

  /**
   * Adds a listener to an event of this repository and of those bound to its transactions.
   *
   * @example
   * ```ts
   * tokens.on('created', ({ record, autoGenerated }) => audit('token created', record.id, autoGenerated))
   * ```
   */
  on<Name extends keyof WebAPITokenEvents<unknown>>(
    name: Name,
    listener: EventListener<WebAPITokenEvents<TokenRecord<Delegate<Client, Model>>>[Name]>,
  ): this {
    this.#shared.emitter.on(name, listener)
    return this
  }

  /** Removes a listener that {@link on} has added. */
  off<Name extends keyof WebAPITokenEvents<unknown>>(
    name: Name,
    listener: EventListener<WebAPITokenEvents<TokenRecord<Delegate<Client, Model>>>[Name]>,
  ): this {
    this.#shared.emitter.off(name, listener)
    return this
  }

  #boundTo(client: TokenClient, binding: Binding): WebAPITokenRepository<Client, Model, Owner, Scope, Relations> {
    return new WebAPITokenRepository<Client, Model, Owner, Scope, Relations>(
      client as unknown as Client,
      this.#shared,
      { tenant: this.#context.tenant, ...binding },
    )
  }
}
