import type {
  ProjectedRecord,
  TokenCreateData,
  TokenExtraData,
  TokenId,
  TokenInclude,
  TokenSelect,
  TokenRecord,
  TokenUpdateData,
  TokenWhereInput,
  LackingOptions,
  NeedsFields,
  OwnerId,
  UserNames,
} from '../client/app-types.js'
import type { AuthenticateOptions } from '../verification/authenticate-options.js'
import type { Authenticated, AuthenticationResult } from '../outcomes/result.js'
import type { GenerateTokensOptions } from '../generation/generate-tokens.js'
import type { GenerateTokenOptions, ParentOptions } from '../generation/options.js'
import type { InvalidateTokenOptions } from '../invalidation/invalidate-token.js'
import type { InvalidateTokensOptions } from '../invalidation/invalidate-tokens.js'
import type { ListExpiringOptions } from '../lifecycle/list-expiring.js'
import type { ListedToken, ListTokensOptions, TokenPage } from '../lifecycle/list-tokens.js'
import type { ListTokenEventsOptions, TokenEvent, TokenEventPage } from '../lifecycle/list-token-events.js'
import type { PruneTokenEventsOptions } from '../lifecycle/prune-token-events.js'
import type { PruneTokensOptions } from '../lifecycle/prune-tokens.js'
import type { Redigested, RedigestTokensOptions } from '../lifecycle/redigest-tokens.js'
import type { RotateTokenOptions } from '../lifecycle/rotate-token.js'
import type { UpdateTokenOptions } from '../lifecycle/update-token.js'
import type { TokenReference } from '../context/token-reference.js'
import type { OwnerReference } from '../client/owner-reference.js'

/** A new token and its row. */
export interface GeneratedToken<Record> {
  /** The plaintext. It is returned this once; only its digest is stored. */
  token: string
  /** The app's row, without its digest. */
  record: Record
}

/** All options of `generateToken`; `data` is required where the app's model has required fields of its own. */
export type GenerateOptions<
  Delegate,
  Owner extends string = 'userId',
  Scope extends string = never,
> = GenerateTokenOptions &
  LackingOptions<Delegate, 'note' | 'policy' | 'scopes'> & {
    /** The app's value for the column `extraData`. Default: the column's own. */
    extraData?: TokenExtraData<Delegate> | undefined
    /** The scopes of the token, of those that the repository declares. Default: none. */
    scopes?: readonly Scope[] | undefined
  } & (object extends TokenCreateData<Delegate, Owner>
    ? {
        /** The app's own fields of the row. */
        data?: TokenCreateData<Delegate, Owner> | undefined
      }
    : {
        /** The app's own fields of the row. */
        data: TokenCreateData<Delegate, Owner>
      })

/** The option `parent`, where the model has the field `parentId`. */
export type ParentOption<Delegate> = ParentOptions<NeedsFields<Delegate, 'parentId', TokenReference<TokenId<Delegate>>>>

/** All options of `generateTokens`; `data` is required where the app's model has required fields of its own. */
export type GenerateManyOptions<
  Delegate,
  Owner extends string = 'userId',
  Scope extends string = never,
> = GenerateOptions<Delegate, Owner, Scope> & GenerateTokensOptions

/** All options of `rotateToken`. */
export type RotateOptions<
  Delegate,
  Owner extends string = 'userId',
  Scope extends string = never,
> = RotateTokenOptions &
  LackingOptions<Delegate, 'note' | 'policy' | 'scopes'> & {
    /** A value for the column `extraData`. Default: that of the old token. */
    extraData?: TokenExtraData<Delegate> | undefined
    /** The scopes of the new token, of those that the old one has. Default: all of them. */
    scopes?: readonly Scope[] | undefined
    /** Values for the app's own fields. */
    data?: Partial<TokenCreateData<Delegate, Owner>> | undefined
    /** Which of the app's own fields are taken over from the old token. Default: all of them. */
    copy?: readonly Exclude<keyof TokenCreateData<Delegate, Owner>, 'id'>[] | undefined
  }

/** The last argument, which may be left out if all of its keys may. */
export type OptionalUnlessRequired<Options> = object extends Options ? [options?: Options] : [options: Options]

/** All options of `updateToken`. */
export type UpdateOptions<
  Delegate,
  Owner extends string = 'userId',
  Scope extends string = never,
> = UpdateTokenOptions &
  LackingOptions<Delegate, 'note' | 'policy' | 'scopes'> & {
    /** A new value for the column `extraData`. */
    extraData?: TokenExtraData<Delegate> | undefined
    /** The scopes, in place of those that the token has; all that the repository declares for its kind may be given. */
    scopes?: readonly Scope[] | undefined
    /** The app's own fields of the row. */
    data?: TokenUpdateData<Delegate, Owner> | undefined
  }

/** All options of `invalidateTokens`. */
export type InvalidateOptions<Delegate, Owner extends string = 'userId'> = UserNames<Owner, 'users'> &
  InvalidateTokensOptions<OwnerReference<OwnerId<Delegate, Owner>>, TokenWhereInput<Delegate>>

/**
 * The verbs. The repository has these methods, and so has the model's delegate on a client with the extension; all types are
 * derived from the app's own delegate.
 */
export interface WebAPITokenVerbs<Delegate, Owner extends string = 'userId', Scope extends string = never> {
  /**
   * Generates a token that no other row has, and stores its digest. A collision is retried with a new token, on every database
   * also inside a transaction of the app's; any other database error passes through.
   *
   * @param owner - The owner: an id, or an object with an id.
   * @returns The token in plain text, this one time, and its row.
   * @example
   * ```ts
   * const { token } = await tokens.generateToken(user, { note: 'CI', expires: new Date('2027-01-01') })
   * ```
   * @throws WebAPITokenGenerationError when every attempt clashed, the generator is unknown, or `tokenInfo` lacks a key;
   * `WebAPITokenLimitError`, `WebAPITokenScopeError` and `WebAPITokenLifetimeError` beyond what the repository allows;
   * `WebAPITokenParentError` for a `parent` that cannot make tokens; `WebAPITokenPolicyError` for an invalid policy; `TypeError` for any
   * other invalid argument. Nothing is written then.
   */
  generateToken(
    owner: OwnerReference<OwnerId<Delegate, Owner>>,
    ...options: OptionalUnlessRequired<GenerateOptions<Delegate, Owner, Scope> & ParentOption<Delegate>>
  ): Promise<GeneratedToken<TokenRecord<Delegate>>>

  /**
   * Generates a token for each of many users, in batches that are one insertion each: the tokens of delivered batches are
   * stored, and no others. The next batch waits until it is asked for, so that neither users nor tokens pile up in memory.
   *
   * @param owners - The owners, as a list or as an async iterable, such as the rows of a cursor.
   * @returns The batches. A collision, inside a batch too, is retried with a new token.
   * @example
   * ```ts
   * for await (const batch of tokens.generateTokens(users, { note: 'Rollout', signal })) {
   *   for (const { token, record } of batch) await deliver(record.userId, token)
   * }
   * ```
   * @throws What {@link generateToken} throws, and the signal's reason. Nothing of that batch is written then.
   */
  generateTokens(
    owners:
      Iterable<OwnerReference<OwnerId<Delegate, Owner>>> | AsyncIterable<OwnerReference<OwnerId<Delegate, Owner>>>,
    ...options: OptionalUnlessRequired<GenerateManyOptions<Delegate, Owner, Scope>>
  ): AsyncGenerator<GeneratedToken<TokenRecord<Delegate>>[], void, undefined>

  /**
   * Replaces a token by a new one with the same note, policy and own fields, in one transaction. The old one ends at once,
   * after a grace period, or when the new one is first used. While the old one is usable, the call can be repeated until the
   * new one is used, which then ends; later, only with `{ repeat: true }`, by the id of the row. Of several concurrent calls,
   * one wins.
   *
   * In its grace period, or before the first use of the new token, any holder of the old token can repeat the rotation and get
   * a working token. If it may be stolen, choose neither: without options, the old token ends at once. Better still, rotate by
   * the id of the row, for an owner who has logged in.
   *
   * @param token - The old token itself, or an object with the id of its row.
   * @returns The new token in plain text, this one time, and its row.
   * @example
   * ```ts
   * const { token } = await tokens.rotateToken({ id: record.id }, { retireOnFirstUse: true, gracePeriod: 86_400_000 })
   * ```
   * @throws WebAPITokenRotationError when the old token is unknown, invalid, expired, has a successor in use, or was rotated by
   * a concurrent call; `WebAPITokenLimitError` when it would stay for ever beside the new one, and the user has too many;
   * `WebAPITokenScopeError` for a scope that the old token does not have; `WebAPITokenLifetimeError` for a later expiry than is allowed.
   */
  rotateToken(
    token: NeedsFields<Delegate, 'familyId' | 'successorId' | 'retireOnFirstUse', TokenReference<TokenId<Delegate>>>,
    options?: RotateOptions<Delegate, Owner, Scope>,
  ): Promise<GeneratedToken<TokenRecord<Delegate>>>

  /**
   * Deletes tokens that match any of the given dates, in bounded statements. Tokens in their grace period are kept. The trace
   * of a rotated token goes with it: presented again, it is unknown.
   *
   * @returns The number of tokens that were deleted, or with `dryRun` would be.
   * @example
   * ```ts
   * const { count } = await tokens.pruneTokens({ expiredBefore: lastMonth, invalidatedBefore: lastMonth })
   * ```
   * @throws TypeError when none of the three dates is given; the signal's reason.
   */
  pruneTokens(options: PruneTokensOptions): Promise<{ count: number }>

  /**
   * Moves the rows that `plaintextDigest()` reads to the first digest, also those of tokens that nobody uses any more, while requests go
   * on: each row by a statement of its own. It may be ended and begun again.
   *
   * @example
   * ```ts
   * const { count, skipped } = await tokens.redigestTokens({ onProgress: ({ count }) => console.log(count) })
   * ```
   * @throws TypeError when the repository does not read plaintext; the signal's reason.
   */
  redigestTokens(options?: RedigestTokensOptions): Promise<Redigested>

  /**
   * Revokes one token for good, and with it those that it has made. A token that is already invalid keeps its date and reason.
   *
   * @param token - The token itself, or an object with the id of its row.
   * @returns `{ count: 1 }`, or `{ count: 0 }` when there was no such valid token; more where the token has made others.
   * @example
   * ```ts
   * await tokens.invalidateToken(token, { invalidReason: 'Found in a public repository' })
   * ```
   * @throws WebAPITokenReferenceError for a string that matches no row and no generator's format, such as an id.
   */
  invalidateToken(
    token: TokenReference<TokenId<Delegate>>,
    options?: InvalidateTokenOptions,
  ): Promise<{ count: number }>

  /**
   * Revokes every valid token of some users, or that matches a filter; with neither, and with `users: null`, every token there
   * is. `users: []` means nobody. It is one statement; with `batchSize`, as many as needed so that none holds its locks for
   * long. In a transaction of the app's, all of them commit with it.
   *
   * @returns The number of tokens that became invalid.
   * @example
   * ```ts
   * await tokens.invalidateTokens({ users: [user], invalidReason: 'Password changed' })
   * await tokens.invalidateTokens({ where: { lastUsed: { lt: lastYear } }, batchSize: true })
   * ```
   * @throws TypeError for options that are no plain object, an option that is not known, `users` that are undefined, an id that
   * the field cannot have, and a filter with an empty or undefined condition anywhere in it; the signal's reason.
   */
  invalidateTokens(options?: InvalidateOptions<Delegate, Owner>): Promise<{ count: number }>

  /**
   * Changes a token: its note, policy, scopes, expiry and the app's own fields, but never the token itself, its owner, or whether it is
   * valid.
   *
   * @param token - The token itself, or an object with the id of its row.
   * @returns `{ count: 1 }`, or `{ count: 0 }` when there is no such token.
   * @example
   * ```ts
   * await tokens.updateToken({ id: record.id }, { note: 'Nightly build', expires: null })
   * ```
   * @throws WebAPITokenPolicyError for an invalid policy; `WebAPITokenRotationError` for a later expiry of a token that was
   * rotated; `WebAPITokenLimitError` for a later expiry of one that has expired, where the user has too many; `WebAPITokenScopeError` and
   * `WebAPITokenLifetimeError` beyond what the repository, or the token that made this one, allows;
   * `WebAPITokenReferenceError` for a string that is no token; `TypeError` for any other invalid argument.
   */
  updateToken(
    token: TokenReference<TokenId<Delegate>>,
    options: UpdateOptions<Delegate, Owner, Scope>,
  ): Promise<{ count: number }>

  /**
   * Lists what has happened to tokens, in pages, the newest first. It takes the option `audit` of the repository.
   *
   * @example
   * ```ts
   * const { events, nextCursor } = await tokens.listTokenEvents({ token: { id: record.id }, take: 20 })
   * ```
   * @throws WebAPITokenCursorError for a `cursor` that is none; `TypeError` for any other invalid argument, and without an audit trail.
   */
  listTokenEvents(
    options?: UserNames<Owner, 'user'> &
      ListTokenEventsOptions<OwnerReference<OwnerId<Delegate, Owner>>, TokenReference<TokenId<Delegate>>>,
  ): Promise<TokenEventPage<TokenEvent<TokenId<Delegate>, OwnerId<Delegate, Owner>, Owner>>>

  /**
   * Deletes the events from before a date, in bounded statements.
   *
   * @returns The number of events that were deleted, or with `dryRun` would be.
   * @example
   * ```ts
   * await tokens.pruneTokenEvents({ before: twoYearsAgo })
   * ```
   * @throws TypeError without `before`, and without an audit trail; the signal's reason.
   */
  pruneTokenEvents(options: PruneTokenEventsOptions): Promise<{ count: number }>
}

/** The lists of tokens, on the repository and on the delegate of an extended client. */
export interface WebAPITokenLists<Delegate, Owner extends string = 'userId'> {
  /**
   * Lists tokens in pages, each with its status. The next page continues after the last token, whatever is added in the
   * meantime.
   *
   * @example
   * ```ts
   * const { tokens: page, nextCursor } = await tokens.listTokens({ user, status: ['active', 'retiring'], take: 20 })
   * ```
   * @throws WebAPITokenCursorError for a `cursor` that is none; `TypeError` for any other invalid argument.
   */
  listTokens<
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    options?: UserNames<Owner, 'user'> &
      ListTokensOptions<OwnerReference<OwnerId<Delegate, Owner>>, TokenWhereInput<Delegate>, Select, Include>,
  ): Promise<TokenPage<ProjectedRecord<Delegate, Select, Include>>>

  /**
   * Lists tokens that are about to expire, the earliest first. Each is listed once, to one caller: a mark in its row says so,
   * until `updateToken` gives it another expiry. In a transaction, the mark commits with it.
   *
   * @example
   * ```ts
   * for (const { record } of await tokens.listExpiring({ within: 7 * 86_400_000, include: { user: true } })) {
   *   await remind(record.user, record.tokenHint, record.expires)
   * }
   * ```
   * @throws TypeError for an invalid argument.
   */
  listExpiring<
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    options: UserNames<Owner, 'user'> &
      NeedsFields<Delegate, 'expiryNotified', unknown> &
      ListExpiringOptions<OwnerReference<OwnerId<Delegate, Owner>>, TokenWhereInput<Delegate>, Select, Include>,
  ): Promise<ListedToken<ProjectedRecord<Delegate, Select, Include>>[]>
}

/** Authentication, on the repository and on the delegate of an extended client. */
export interface WebAPITokenAuthentication<Delegate, Scope extends string = never, Relations = undefined> {
  /**
   * Checks whether a string is a valid token and returns its record. A string that cannot be a token costs no query; the others
   * share one query with the calls of the same turn of the event loop, and write at most once a minute, which never fails the
   * request.
   *
   * @param token - The presented token, of any type; undefined, null and '' stand for a request without a token.
   * @param options - `select` and `include` choose the columns and relations in `record`.
   * @returns `ok` with the row, or the reason of the refusal. It never throws because a token is refused, but passes database
   * errors through; in a transaction on PostgreSQL also those of that write, since they have aborted the transaction.
   * @example
   * ```ts
   * const result = await tokens.authenticate(getTokenFromHeaders(request.headers), { include: { user: true } })
   * if (!result.ok) return new Response(result.publicMessage, { status: result.status, headers: challengeHeaders(result) })
   * const { user } = result.record
   * ```
   */
  authenticate<
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    token: unknown,
    options?: AuthenticateOptions<ProjectedRecord<Delegate, Select, Include, Relations>, Select, Include, Scope>,
  ): Promise<AuthenticationResult<ProjectedRecord<Delegate, Select, Include, Relations>>>

  /**
   * Does the same as {@link authenticate}, for code that does not expect a token to be refused.
   *
   * @example
   * ```ts
   * const { record } = await tokens.authenticateOrThrow(token)
   * ```
   * @throws WebAPITokenAuthenticationError with a code for each reason.
   */
  authenticateOrThrow<
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    token: unknown,
    options?: AuthenticateOptions<ProjectedRecord<Delegate, Select, Include, Relations>, Select, Include, Scope>,
  ): Promise<Authenticated<ProjectedRecord<Delegate, Select, Include, Relations>>>
}

/**
 * The tokens of one owner: what an id or a token from outside names is found only if it is theirs. Each statement has the filter
 * for the owner.
 */
export interface TokensOfOwner<Delegate, Owner extends string = 'userId', Scope extends string = never> {
  /** Generates a token for the owner, as `generateToken` of the repository does. */
  generateToken(
    ...options: OptionalUnlessRequired<GenerateOptions<Delegate, Owner, Scope> & ParentOption<Delegate>>
  ): Promise<GeneratedToken<TokenRecord<Delegate>>>

  /** Replaces a token of the owner, as `rotateToken` of the repository does. A token of somebody else is unknown. */
  rotateToken: WebAPITokenVerbs<Delegate, Owner, Scope>['rotateToken']

  /** Changes a token of the owner, as `updateToken` of the repository does. */
  updateToken: WebAPITokenVerbs<Delegate, Owner, Scope>['updateToken']

  /** Revokes a token of the owner, as `invalidateToken` of the repository does. */
  invalidateToken: WebAPITokenVerbs<Delegate, Owner, Scope>['invalidateToken']

  /** Revokes all valid tokens of the owner, or those that match a filter. */
  invalidateTokens(options?: WithoutOwners<InvalidateOptions<Delegate, Owner>>): Promise<{ count: number }>

  /** Lists the tokens of the owner in pages, as `listTokens` of the repository does. */
  listTokens<
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    options?: WithoutOwners<ListTokensOptions<never, TokenWhereInput<Delegate>, Select, Include>>,
  ): Promise<TokenPage<ProjectedRecord<Delegate, Select, Include>>>

  /** Lists tokens of the owner that are about to expire, each once, as `listExpiring` of the repository does. */
  listExpiring<
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    options: NeedsFields<Delegate, 'expiryNotified', unknown> &
      WithoutOwners<ListExpiringOptions<never, TokenWhereInput<Delegate>, Select, Include>>,
  ): Promise<ListedToken<ProjectedRecord<Delegate, Select, Include>>[]>

  /** Lists what has happened to the tokens of the owner, as `listTokenEvents` of the repository does. */
  listTokenEvents(
    options?: WithoutOwners<ListTokenEventsOptions<never, TokenReference<TokenId<Delegate>>>>,
  ): Promise<TokenEventPage<TokenEvent<TokenId<Delegate>, OwnerId<Delegate, Owner>, Owner>>>

  /** Deletes tokens of the owner that match any of the given dates, as `pruneTokens` of the repository does. */
  pruneTokens: WebAPITokenVerbs<Delegate, Owner, Scope>['pruneTokens']
}

type WithoutOwners<Options> = Omit<Options, 'owner' | 'owners' | 'user' | 'users'>
