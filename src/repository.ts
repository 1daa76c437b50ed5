import type {
  RequiresTokenModel,
  TokenCreateData,
  TokenExtraData,
  TokenId,
  TokenRecord,
  TokenUpdateData,
  TokenWhereInput,
  TransactionClient,
  UserId,
} from './client/app-types.js'
import type { TokenClient, TransactionOptions } from './client/token-client.js'
import { tokenModel } from './client/token-model.js'
import { runInTransaction } from './client/transaction.js'
import type { TokenContext } from './context.js'
import { DeferredEvents, EventEmitter, type EventListener, type EventSink, type WebAPITokenEvents } from './events.js'
import { generateToken, type GenerateTokenOptions } from './generation/generate-token.js'
import { invalidateToken, type InvalidateTokenOptions } from './invalidation/invalidate-token.js'
import { invalidateTokens, type InvalidateTokensOptions } from './invalidation/invalidate-tokens.js'
import { updateToken, type UpdateTokenOptions } from './lifecycle/update-token.js'
import { resolveOptions, type ResolvedOptions, type WebAPITokenRepositoryOptions } from './options.js'
import type { TokenReference } from './token-reference.js'
import type { UserReference } from './user-reference.js'

/** A new token, and its row. */
export interface GeneratedToken<Record> {
  /** The token in plain text. This is the only time that it can be had. */
  token: string
  /** The app's row, without its digest. */
  record: Record
}

/** All options of `generateToken`; `data` is required where the app's model has required fields of its own. */
export type GenerateOptions<Client, Model extends string> = GenerateTokenOptions & {
  /** The app's value for the column `extraData`. Default: the column's own. */
  extraData?: TokenExtraData<Client, Model>
} & (object extends TokenCreateData<Client, Model>
    ? {
        /** The app's own fields of the row. */
        data?: TokenCreateData<Client, Model>
      }
    : {
        /** The app's own fields of the row. */
        data: TokenCreateData<Client, Model>
      })

/** All options of `updateToken`. */
export type UpdateOptions<Client, Model extends string> = UpdateTokenOptions & {
  /** A new value for the column `extraData`. */
  extraData?: TokenExtraData<Client, Model>
  /** The app's own fields of the row. */
  data?: TokenUpdateData<Client, Model>
}

/** @internal */
interface Inherited {
  readonly options: ResolvedOptions
  readonly emitter: EventEmitter
  readonly events: EventSink
}

/**
 * The API tokens of an app: generates, changes and invalidates them, with the app's own Prisma client and its own model.
 *
 * @example
 * ```ts
 * const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
 * const { token, record } = await tokens.generateToken(user, { note: 'CI' })
 * ```
 */
export class WebAPITokenRepository<Client extends object, Model extends string = 'webAPIToken'> {
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
    this.#context = {
      model: tokenModel(client as unknown as TokenClient, resolved.model),
      options: resolved,
      events: inherited?.events ?? this.#emitter,
    }
  }

  /**
   * Generates a token that no other row has, and stores its digest. A clash with a token that exists is retried with a
   * new one, on every database also inside a transaction of the app's; any other error of the database is the caller's.
   *
   * @param user - The owner: an id, or an object with an id.
   * @returns The token in plain text, this one time, and its row.
   * @example
   * ```ts
   * const { token } = await tokens.generateToken(user, { note: 'CI', expires: new Date('2027-01-01') })
   * ```
   * @throws WebAPITokenGenerationError when every attempt clashed, the generator is unknown, or `tokenInfo` lacks a key;
   * `WebAPITokenPolicyError` for an invalid policy; `TypeError` for any other invalid argument. Nothing is written then.
   */
  generateToken(
    user: UserReference<UserId<Client, Model>>,
    ...[options]: object extends TokenCreateData<Client, Model>
      ? [options?: GenerateOptions<Client, Model>]
      : [options: GenerateOptions<Client, Model>]
  ): Promise<GeneratedToken<TokenRecord<Client, Model>>> {
    return generateToken(this.#context, user, options ?? {}) as Promise<GeneratedToken<TokenRecord<Client, Model>>>
  }

  /**
   * Invalidates one token for good. One that is invalid already keeps its date and its reason.
   *
   * @param token - The token itself, or an object with the id of its row.
   * @returns `{ count: 1 }`, or `{ count: 0 }` when there was no such valid token.
   * @example
   * ```ts
   * await tokens.invalidateToken(token, { invalidReason: 'Found in a public repository' })
   * ```
   */
  invalidateToken(
    token: TokenReference<TokenId<Client, Model>>,
    options: InvalidateTokenOptions = {},
  ): Promise<{ count: number }> {
    return invalidateToken(this.#context, token, options)
  }

  /**
   * Invalidates every valid token of some users, every one that matches a filter, or, with neither, every one there is.
   * `users: []` means nobody. One statement, as far as the database takes the number of users in one.
   *
   * @returns How many tokens became invalid.
   * @example
   * ```ts
   * await tokens.invalidateTokens({ users: [user], invalidReason: 'Password changed' })
   * await tokens.invalidateTokens({ where: { lastUsed: { lt: lastYear } } })
   * ```
   * @throws TypeError for a key that is there with the value `undefined`, anywhere in the filter.
   */
  invalidateTokens(
    options: InvalidateTokensOptions<UserReference<UserId<Client, Model>>, TokenWhereInput<Client, Model>> = {},
  ): Promise<{ count: number }> {
    return invalidateTokens(this.#context, options)
  }

  /**
   * Changes what may be changed of a token: never the token itself, its owner, or whether it is valid.
   *
   * @param token - The token itself, or an object with the id of its row.
   * @returns `{ count: 1 }`, or `{ count: 0 }` when there is no such token.
   * @example
   * ```ts
   * await tokens.updateToken({ id: record.id }, { note: 'Nightly build', expires: null })
   * ```
   * @throws WebAPITokenPolicyError for an invalid policy; `TypeError` for any other invalid argument.
   */
  updateToken(
    token: TokenReference<TokenId<Client, Model>>,
    options: UpdateOptions<Client, Model>,
  ): Promise<{ count: number }> {
    return updateToken(this.#context, token, options)
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
    listener: EventListener<WebAPITokenEvents<TokenRecord<Client, Model>>[Name]>,
  ): this {
    this.#emitter.on(name, listener)
    return this
  }

  /** Ends what {@link on} began. */
  off<Name extends keyof WebAPITokenEvents<unknown>>(
    name: Name,
    listener: EventListener<WebAPITokenEvents<TokenRecord<Client, Model>>[Name]>,
  ): this {
    this.#emitter.off(name, listener)
    return this
  }

  #bindTo(client: object, events: EventSink): WebAPITokenRepository<Client, Model> {
    const inherited = { options: this.#context.options, emitter: this.#emitter, events }
    return new WebAPITokenRepository<Client, Model>(client as Client, undefined, inherited)
  }
}
