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
} from './client/app-types.js'
import type { AuthenticateOptions } from './verification/authenticate.js'
import type { Authenticated, AuthenticationResult } from './verification/result.js'
import type { GenerateTokenOptions } from './generation/options.js'
import type { InvalidateTokenOptions } from './invalidation/invalidate-token.js'
import type { InvalidateTokensOptions } from './invalidation/invalidate-tokens.js'
import type { UpdateTokenOptions } from './lifecycle/update-token.js'
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
    token: TokenReference<TokenId<Delegate>>,
    options?: InvalidateTokenOptions,
  ): Promise<{ count: number }>

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
   * @throws WebAPITokenPolicyError for an invalid policy; `TypeError` for any other invalid argument.
   */
  updateToken(token: TokenReference<TokenId<Delegate>>, options: UpdateOptions<Delegate>): Promise<{ count: number }>
}

/** What is asked of a token with each request, in the repository and on the delegate of an extended client. */
export interface WebAPITokenAuthentication<Delegate> {
  /**
   * Whether a text is a good token, and whose. What cannot be a token costs no query; the rest costs one, which calls
   * that arrive together share, and at most one write a minute, which never fails the request.
   *
   * @param token - What was presented; anything will do.
   * @param options - `select` or `include` bring columns and relations along in `record`.
   * @returns `ok`, with the row, or the reason of the refusal. It never throws for a bad token, but passes an error of the
   * database on.
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
