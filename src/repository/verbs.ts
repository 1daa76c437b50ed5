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
  UserId,
} from '../client/app-types.js'
import type { AuthenticateOptions } from '../verification/authenticate.js'
import type { Authenticated, AuthenticationResult } from '../outcomes/result.js'
import type { GenerateTokensOptions } from '../generation/generate-tokens.js'
import type { GenerateTokenOptions } from '../generation/options.js'
import type { InvalidateTokenOptions } from '../invalidation/invalidate-token.js'
import type { InvalidateTokensOptions } from '../invalidation/invalidate-tokens.js'
import type { ListExpiringOptions } from '../lifecycle/list-expiring.js'
import type { ListedToken, ListTokensOptions, TokenPage } from '../lifecycle/list-tokens.js'
import type { PruneTokensOptions } from '../lifecycle/prune-tokens.js'
import type { RotateTokenOptions } from '../lifecycle/rotate-token.js'
import type { UpdateTokenOptions } from '../lifecycle/update-token.js'
import type { TokenReference } from '../context/token-reference.js'
import type { UserReference } from '../client/user-reference.js'

/** A new token, and its row. */
export interface GeneratedToken<Record> {
  /** The token in plain text. This is the only time that it can be had. */
  token: string
  /** The app's row, without its digest. */
  record: Record
}

/** All options of `generateToken`; `data` is required where the app's model has required fields of its own. */
export type GenerateOptions<Delegate> = GenerateTokenOptions & {
  /** The app's value for the column `extraData`. Default: the column's own. */
  extraData?: TokenExtraData<Delegate> | undefined
} & (object extends TokenCreateData<Delegate>
    ? {
        /** The app's own fields of the row. */
        data?: TokenCreateData<Delegate> | undefined
      }
    : {
        /** The app's own fields of the row. */
        data: TokenCreateData<Delegate>
      })

/** All options of `generateTokens`; `data` is required where the app's model has required fields of its own. */
export type GenerateManyOptions<Delegate> = GenerateOptions<Delegate> & GenerateTokensOptions

/** All options of `rotateToken`. */
export type RotateOptions<Delegate> = RotateTokenOptions & {
  /** A value for the column `extraData`. Default: that of the old token. */
  extraData?: TokenExtraData<Delegate> | undefined
  /** Values for the app's own fields. */
  data?: Partial<TokenCreateData<Delegate>> | undefined
  /** Which of the app's own fields are taken over from the old token. Default: all of them. */
  copy?: readonly Exclude<keyof TokenCreateData<Delegate>, 'id'>[] | undefined
}

/** The last argument: it may be left out where each of its keys may be. */
export type OptionalUnlessRequired<Options> = object extends Options ? [options?: Options] : [options: Options]

/** All options of `updateToken`. */
export type UpdateOptions<Delegate> = UpdateTokenOptions & {
  /** A new value for the column `extraData`. */
  extraData?: TokenExtraData<Delegate> | undefined
  /** The app's own fields of the row. */
  data?: TokenUpdateData<Delegate> | undefined
}

/** All options of `invalidateTokens`. */
export type InvalidateOptions<Delegate> = InvalidateTokensOptions<
  UserReference<UserId<Delegate>>,
  TokenWhereInput<Delegate>
>

/**
 * What can be done with tokens. The repository has these methods, and so has the model's delegate on a client with the
 * extension; all types are taken from the app's own delegate.
 */
export interface WebAPITokenVerbs<Delegate> {
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
    user: UserReference<UserId<Delegate>>,
    ...options: OptionalUnlessRequired<GenerateOptions<Delegate>>
  ): Promise<GeneratedToken<TokenRecord<Delegate>>>

  /**
   * Generates a token for each of many users, in batches that are each one insertion: what was delivered is in the database,
   * the rest is not. The next batch waits until it is asked for, so that neither users nor tokens pile up in memory.
   *
   * @param users - The owners, as a list or as an async iterable, such as the rows of a cursor.
   * @returns The batches. A clash with a token that exists, inside a batch too, is retried with a new one.
   * @example
   * ```ts
   * for await (const batch of tokens.generateTokens(users, { note: 'Rollout', signal })) {
   *   for (const { token, record } of batch) await deliver(record.userId, token)
   * }
   * ```
   * @throws What {@link generateToken} throws, and the signal's reason; nothing of that batch is written then; in
   * a transaction of the app's, what is written of it goes the way of the transaction.
   */
  generateTokens(
    users: Iterable<UserReference<UserId<Delegate>>> | AsyncIterable<UserReference<UserId<Delegate>>>,
    ...options: OptionalUnlessRequired<GenerateManyOptions<Delegate>>
  ): AsyncGenerator<GeneratedToken<TokenRecord<Delegate>>[], void, undefined>

  /**
   * Replaces a token by a new one with the same note, policy and own fields, in one transaction: the old one ends at once,
   * after a grace period, or when the new one is first used. While it works, the call can be repeated until the new one was
   * used, which then ends; later, only with `{ repeat: true }`, by the id of the row. Of several calls at once one wins.
   *
   * Whoever holds the old token in its grace period, or before that first use, can repeat the rotation too, and gets a working
   * token. Where the old one may be stolen, choose neither: without options, it ends at once. Better still, rotate by the id
   * of the row, for an owner who has logged in.
   *
   * @param token - The old token itself, or an object with the id of its row.
   * @returns The new token in plain text, this one time, and its row.
   * @example
   * ```ts
   * const { token } = await tokens.rotateToken({ id: record.id }, { retireOnFirstUse: true, gracePeriod: 86_400_000 })
   * ```
   * @throws WebAPITokenRotationError when the old token is unknown, invalid, expired, has a successor that was used, or was
   * rotated by another call at the same time; `WebAPITokenLimitError` where it would stay for ever beside the new one, and the
   * user has too many.
   */
  rotateToken(
    token: TokenReference<TokenId<Delegate>>,
    options?: RotateOptions<Delegate>,
  ): Promise<GeneratedToken<TokenRecord<Delegate>>>

  /**
   * Deletes tokens that nobody needs any more, in bounded statements. Tokens in their grace period are kept. The trace of a
   * rotated token goes with it: presented again, it is unknown.
   *
   * @returns How many tokens were deleted, or with `dryRun` would be.
   * @example
   * ```ts
   * const { count } = await tokens.pruneTokens({ expiredBefore: lastMonth, invalidatedBefore: lastMonth })
   * ```
   * @throws TypeError when none of the three dates is given; the signal's reason.
   */
  pruneTokens(options: PruneTokensOptions): Promise<{ count: number }>

  /**
   * Invalidates one token for good. One that is invalid already keeps its date and its reason.
   *
   * @param token - The token itself, or an object with the id of its row.
   * @returns `{ count: 1 }`, or `{ count: 0 }` when there was no such valid token.
   * @example
   * ```ts
   * await tokens.invalidateToken(token, { invalidReason: 'Found in a public repository' })
   * ```
   * @throws WebAPITokenReferenceError for a text that no row has and no registered generator makes, such as an id.
   */
  invalidateToken(
    token: TokenReference<TokenId<Delegate>>,
    options?: InvalidateTokenOptions,
  ): Promise<{ count: number }>

  /**
   * Invalidates every valid token: of some users, of those that match a filter, or, with neither and with `users: null`, every
   * one there is. `users: []` means nobody. One statement, as far as the database takes the number of users in one; with `batchSize` as many
   * as it takes, so that none holds its locks for long. In a transaction of the app's, they commit with it, all at once.
   *
   * @returns How many tokens became invalid.
   * @example
   * ```ts
   * await tokens.invalidateTokens({ users: [user], invalidReason: 'Password changed' })
   * await tokens.invalidateTokens({ where: { lastUsed: { lt: lastYear } }, batchSize: true })
   * ```
   * @throws TypeError for options that are no plain object, an option that is not known, `users` that are undefined, an id that
   * the field cannot have, and a filter with an empty or undefined condition anywhere in it; the signal's reason.
   */
  invalidateTokens(options?: InvalidateOptions<Delegate>): Promise<{ count: number }>

  /**
   * Changes what may be changed of a token: never the token itself, its owner, or whether it is valid.
   *
   * @param token - The token itself, or an object with the id of its row.
   * @returns `{ count: 1 }`, or `{ count: 0 }` when there is no such token.
   * @example
   * ```ts
   * await tokens.updateToken({ id: record.id }, { note: 'Nightly build', expires: null })
   * ```
   * @throws WebAPITokenPolicyError for an invalid policy; `WebAPITokenRotationError` for a later expiry of a token that was
   * rotated; `WebAPITokenLimitError` for a later expiry of one that has expired, where the user has too many;
   * `WebAPITokenReferenceError` for a text that is no token; `TypeError` for any other invalid argument.
   */
  updateToken(token: TokenReference<TokenId<Delegate>>, options: UpdateOptions<Delegate>): Promise<{ count: number }>
}

/** Lists of tokens, in the repository and on the delegate of an extended client. */
export interface WebAPITokenLists<Delegate> {
  /**
   * A page of tokens, with what has become of each. Pages go on after the last token, whatever is added in the meantime.
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
    options?: ListTokensOptions<UserReference<UserId<Delegate>>, TokenWhereInput<Delegate>, Select, Include>,
  ): Promise<TokenPage<ProjectedRecord<Delegate, Select, Include>>>

  /**
   * Tokens that are about to expire, those first that expire first. Each is listed once, to one caller: a mark in its row
   * says so, until `updateToken` gives it another expiry. In a transaction, the mark is as lasting as the transaction.
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
    options: ListExpiringOptions<UserReference<UserId<Delegate>>, TokenWhereInput<Delegate>, Select, Include>,
  ): Promise<ListedToken<ProjectedRecord<Delegate, Select, Include>>[]>
}

/** What is asked of a token with each request, in the repository and on the delegate of an extended client. */
export interface WebAPITokenAuthentication<Delegate> {
  /**
   * Whether a text is a good token, and whose. What cannot be a token costs no query; the rest costs one, which calls
   * that arrive together share, and at most one write a minute, which never fails the request.
   *
   * @param token - What was presented; anything will do. undefined, null and '' are a request without a token.
   * @param options - `select` or `include` bring columns and relations along in `record`.
   * @returns `ok`, with the row, or the reason of the refusal. It never throws for a bad token, but passes an error of the
   * database on; in a transaction on PostgreSQL, also one of that write, since it has cost the transaction.
   * @example
   * ```ts
   * const result = await tokens.authenticate(getTokenFromHeaders(request.headers), { include: { user: true } })
   * if (!result.ok) return new Response(result.publicMessage, { status: 401, headers: challengeHeaders(result) })
   * const { user } = result.record
   * ```
   */
  authenticate<
    const Select extends TokenSelect<Delegate> = undefined,
    const Include extends TokenInclude<Delegate> = undefined,
  >(
    token: unknown,
    options?: AuthenticateOptions<ProjectedRecord<Delegate, Select, Include>, Select, Include>,
  ): Promise<AuthenticationResult<ProjectedRecord<Delegate, Select, Include>>>

  /**
   * As {@link authenticate}, for code that does not expect a bad token.
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
    options?: AuthenticateOptions<ProjectedRecord<Delegate, Select, Include>, Select, Include>,
  ): Promise<Authenticated<ProjectedRecord<Delegate, Select, Include>>>
}
