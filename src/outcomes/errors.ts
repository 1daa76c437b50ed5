/* eslint-disable @typescript-eslint/no-useless-constructor -- they narrow what `code` may be */
import { oneLine } from '../util/one-line.js'
import type { RefusalStatus } from './result.js'

/** @inline */
type GenerationErrorCode =
  'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED' | 'ERR_WEBAPI_TOKEN_UNKNOWN_GENERATOR' | 'ERR_WEBAPI_TOKEN_MISSING_INFO'

/** @inline */
type RotationErrorCode =
  | 'ERR_WEBAPI_TOKEN_ALREADY_ROTATED'
  | 'ERR_WEBAPI_TOKEN_UNKNOWN'
  | 'ERR_WEBAPI_TOKEN_INVALID'
  | 'ERR_WEBAPI_TOKEN_EXPIRED'

/** @inline */
type AuthenticationErrorCode =
  | 'ERR_WEBAPI_TOKEN_MISSING'
  | 'ERR_WEBAPI_TOKEN_MALFORMED'
  | 'ERR_WEBAPI_TOKEN_UNKNOWN'
  | 'ERR_WEBAPI_TOKEN_INVALID'
  | 'ERR_WEBAPI_TOKEN_EXPIRED'
  | 'ERR_WEBAPI_TOKEN_USER_INACTIVE'
  | 'ERR_WEBAPI_TOKEN_OWNER_INACTIVE'
  | 'ERR_WEBAPI_TOKEN_INSUFFICIENT_SCOPE'
  | 'ERR_WEBAPI_TOKEN_RATE_LIMITED'

/** @inline */
type ScopeErrorCode = 'ERR_WEBAPI_TOKEN_UNKNOWN_SCOPE' | 'ERR_WEBAPI_TOKEN_SCOPE_EXCEEDED'

/** @inline */
type ParentErrorCode = 'ERR_WEBAPI_TOKEN_PARENT_ENDED' | 'ERR_WEBAPI_TOKEN_PARENT_TOO_DEEP'

/** @inline */
type ModelErrorCode =
  | 'ERR_WEBAPI_TOKEN_MODEL_MISSING'
  | 'ERR_WEBAPI_TOKEN_FIELD_MISSING'
  | 'ERR_WEBAPI_TOKEN_FIELD_TYPE'
  | 'ERR_WEBAPI_TOKEN_DATABASE_UNSUPPORTED'
  | 'ERR_WEBAPI_TOKEN_ALREADY_INSTALLED'

/** @inline */
type TransactionErrorCode =
  | 'ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED'
  | 'ERR_WEBAPI_TOKEN_ISOLATION_LEVEL'
  | 'ERR_WEBAPI_TOKEN_TRANSACTIONS_UNSUPPORTED'

/** @inline */
type OutcomeErrorCode = 'ERR_WEBAPI_TOKEN_OUTCOME_UNKNOWN'

/** The stable codes of this library's errors, for `switch` and for logs. */
export type WebAPITokenErrorCode =
  | GenerationErrorCode
  | RotationErrorCode
  | AuthenticationErrorCode
  | ScopeErrorCode
  | ParentErrorCode
  | ModelErrorCode
  | TransactionErrorCode
  | OutcomeErrorCode
  | 'ERR_WEBAPI_TOKEN_LIMIT_REACHED'
  | 'ERR_WEBAPI_TOKEN_LIFETIME_EXCEEDED'
  | 'ERR_WEBAPI_TOKEN_CONFLICTING_CREDENTIALS'
  | 'ERR_WEBAPI_TOKEN_INVALID_CURSOR'
  | 'ERR_WEBAPI_TOKEN_INVALID_POLICY'

/**
 * The base class of this library's own errors. Misuse is a `TypeError`; errors of Prisma and of the database that are not about
 * tokens pass through untouched.
 *
 * @example
 * ```ts
 * try {
 *   await tokens.generateToken(user)
 * } catch (error) {
 *   if (error instanceof WebAPITokenError) console.error(error.code)
 *   throw error
 * }
 * ```
 */
export class WebAPITokenError extends Error {
  /** Stable across releases, unlike the message. */
  readonly code: WebAPITokenErrorCode

  constructor(code: WebAPITokenErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  // On the prototype, so that minified builds and the app's subclasses keep a readable name.
  static {
    this.prototype.name = 'WebAPITokenError'
  }
}

/**
 * No token could be generated: every attempt collided (`ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED`), the generator is not registered
 * (`ERR_WEBAPI_TOKEN_UNKNOWN_GENERATOR`), or it lacks something it needs (`ERR_WEBAPI_TOKEN_MISSING_INFO`). Nothing was
 * written.
 */
export class WebAPITokenGenerationError extends WebAPITokenError {
  declare readonly code: GenerationErrorCode
  /** The number of tokens that were tried; 0 when the generator could not run. */
  readonly attempts: number

  constructor(code: GenerationErrorCode, message: string, options?: ErrorOptions & { attempts?: number }) {
    super(code, message, options)
    this.attempts = options?.attempts ?? 0
  }

  static {
    this.prototype.name = 'WebAPITokenGenerationError'
  }
}

/**
 * An owner has as many active tokens as `maxTokensPerOwner`, or `maxTokensPerUser`, allows (`ERR_WEBAPI_TOKEN_LIMIT_REACHED`);
 * nothing was written.
 */
export class WebAPITokenLimitError extends WebAPITokenError {
  declare readonly code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED'
  readonly limit: number
  // Not a field: JSON.stringify would fail on a bigint.
  readonly #ownerId: unknown

  constructor(limit: number, ownerId: unknown, ownerField = 'userId') {
    const [owner, option] = ownerField === 'userId' ? ['user', 'maxTokensPerUser'] : ['owner', 'maxTokensPerOwner']
    super(
      'ERR_WEBAPI_TOKEN_LIMIT_REACHED',
      `The ${owner} ${oneLine(String(ownerId))} has as many active tokens as ${option} allows: ${limit}. Invalidate one first`,
    )
    this.limit = limit
    this.#ownerId = ownerId
  }

  /** The owner, as passed to the call. */
  get ownerId(): unknown {
    return this.#ownerId
  }

  /** The owner, where the owners are users. */
  get userId(): unknown {
    return this.#ownerId
  }

  static {
    this.prototype.name = 'WebAPITokenLimitError'
  }
}

/**
 * A token cannot be rotated: its successor is in use (`ERR_WEBAPI_TOKEN_ALREADY_ROTATED`), or it does not exist
 * (`ERR_WEBAPI_TOKEN_UNKNOWN`), is invalid (`ERR_WEBAPI_TOKEN_INVALID`) or has expired (`ERR_WEBAPI_TOKEN_EXPIRED`). No token
 * was replaced.
 */
export class WebAPITokenRotationError extends WebAPITokenError {
  declare readonly code: RotationErrorCode

  constructor(code: RotationErrorCode, message: string) {
    super(code, message)
  }

  static {
    this.prototype.name = 'WebAPITokenRotationError'
  }
}

/**
 * A token was refused by `authenticateOrThrow`. The code says why, as `reason` does in the result of `authenticate`:
 * `ERR_WEBAPI_TOKEN_MISSING`, `_MALFORMED`, `_UNKNOWN`, `_INVALID`, `_EXPIRED`, `_USER_INACTIVE`, `_OWNER_INACTIVE`,
 * `_INSUFFICIENT_SCOPE` or `_RATE_LIMITED`.
 */
export class WebAPITokenAuthenticationError extends WebAPITokenError {
  declare readonly code: AuthenticationErrorCode
  /** For everybody but operators and the token's owner: it reveals nothing. */
  readonly publicMessage: string
  /** The status of the response. */
  readonly status: RefusalStatus
  /** The scopes that the request needs, where the token lacks some. */
  readonly scopes: readonly string[] | undefined
  /** The number of seconds to wait, where a limiter says so. */
  readonly retryAfter: number | undefined

  constructor(
    code: AuthenticationErrorCode,
    message: string,
    publicMessage: string,
    options: {
      readonly status?: RefusalStatus
      readonly scopes?: readonly string[] | undefined
      readonly retryAfter?: number | undefined
    } = {},
  ) {
    super(code, message)
    this.publicMessage = publicMessage
    this.status = options.status ?? 401
    this.scopes = options.scopes
    this.retryAfter = options.retryAfter
  }

  static {
    this.prototype.name = 'WebAPITokenAuthenticationError'
  }
}

/**
 * A token cannot have a scope: the repository does not declare it (`ERR_WEBAPI_TOKEN_UNKNOWN_SCOPE`), or the kind of the token,
 * the token that it replaces, or the one that it is made with does not have it (`ERR_WEBAPI_TOKEN_SCOPE_EXCEEDED`). Nothing was
 * changed.
 */
export class WebAPITokenScopeError extends WebAPITokenError {
  declare readonly code: ScopeErrorCode
  readonly scope: string

  constructor(code: ScopeErrorCode, scope: string) {
    const why =
      code === 'ERR_WEBAPI_TOKEN_UNKNOWN_SCOPE'
        ? 'the repository does not declare it'
        : 'it would have more than it may'
    super(code, `The API token cannot have the scope "${oneLine(scope)}": ${why}`)
    this.scope = scope
  }

  static {
    this.prototype.name = 'WebAPITokenScopeError'
  }
}

/**
 * A token would live longer than `maxLifetime`, or the token that it is made with, allows (`ERR_WEBAPI_TOKEN_LIFETIME_EXCEEDED`).
 * Nothing was changed.
 */
export class WebAPITokenLifetimeError extends WebAPITokenError {
  declare readonly code: 'ERR_WEBAPI_TOKEN_LIFETIME_EXCEEDED'
  /** The latest expiry that is allowed. */
  readonly latestExpiry: Date

  constructor(latestExpiry: Date) {
    super('ERR_WEBAPI_TOKEN_LIFETIME_EXCEEDED', `The API token must expire by ${latestExpiry.toISOString()}`)
    this.latestExpiry = latestExpiry
  }

  static {
    this.prototype.name = 'WebAPITokenLifetimeError'
  }
}

/**
 * A token cannot make another one: it does not exist, or is not usable, or one of those that it was made with is not
 * (`ERR_WEBAPI_TOKEN_PARENT_ENDED`); or too many tokens have made each other (`ERR_WEBAPI_TOKEN_PARENT_TOO_DEEP`). Nothing was
 * written.
 */
export class WebAPITokenParentError extends WebAPITokenError {
  declare readonly code: ParentErrorCode

  constructor(code: ParentErrorCode, message: string) {
    super(code, message)
  }

  static {
    this.prototype.name = 'WebAPITokenParentError'
  }
}

/** A request has more than one token (`ERR_WEBAPI_TOKEN_CONFLICTING_CREDENTIALS`): answer it with the status 400. */
export class WebAPITokenCredentialsError extends WebAPITokenError {
  declare readonly code: 'ERR_WEBAPI_TOKEN_CONFLICTING_CREDENTIALS'
  /** The status of the response. */
  readonly status = 400

  constructor() {
    super('ERR_WEBAPI_TOKEN_CONFLICTING_CREDENTIALS', 'The request has more than one API token')
  }

  static {
    this.prototype.name = 'WebAPITokenCredentialsError'
  }
}

/**
 * A string that was passed as a token matched no row and no generator's format (`ERR_WEBAPI_TOKEN_MALFORMED`). Nothing was
 * changed.
 */
export class WebAPITokenReferenceError extends WebAPITokenError {
  declare readonly code: 'ERR_WEBAPI_TOKEN_MALFORMED'

  constructor() {
    super(
      'ERR_WEBAPI_TOKEN_MALFORMED',
      'The text is not a token: no registered generator makes such tokens. To name a token by the id of its row, pass { id }',
    )
  }

  static {
    this.prototype.name = 'WebAPITokenReferenceError'
  }
}

/**
 * A `cursor` is not the `nextCursor` of a page with the same `orderBy` (`ERR_WEBAPI_TOKEN_INVALID_CURSOR`). It usually comes
 * from outside: answer the request with the status 400.
 */
export class WebAPITokenCursorError extends WebAPITokenError {
  declare readonly code: 'ERR_WEBAPI_TOKEN_INVALID_CURSOR'

  constructor() {
    super('ERR_WEBAPI_TOKEN_INVALID_CURSOR', 'cursor must be the nextCursor of a page with the same orderBy')
  }

  static {
    this.prototype.name = 'WebAPITokenCursorError'
  }
}

/** A policy document is malformed (`ERR_WEBAPI_TOKEN_INVALID_POLICY`); nothing was written. */
export class WebAPITokenPolicyError extends WebAPITokenError {
  declare readonly code: 'ERR_WEBAPI_TOKEN_INVALID_POLICY'
  /** The place in the document, such as `resources.*.allow`; '' is the document itself. */
  readonly path: string

  constructor(path: string, message: string) {
    super('ERR_WEBAPI_TOKEN_INVALID_POLICY', message)
    this.path = path
  }

  static {
    this.prototype.name = 'WebAPITokenPolicyError'
  }
}

/**
 * The client lacks the token model (`ERR_WEBAPI_TOKEN_MODEL_MISSING`), or the model lacks a field
 * (`ERR_WEBAPI_TOKEN_FIELD_MISSING`) or has it with another type (`ERR_WEBAPI_TOKEN_FIELD_TYPE`): most often, `prisma generate`
 * has not run since the schema changed. Or the client has the extension already (`ERR_WEBAPI_TOKEN_ALREADY_INSTALLED`), or a
 * provider that the library does not support (`ERR_WEBAPI_TOKEN_DATABASE_UNSUPPORTED`).
 */
export class WebAPITokenModelError extends WebAPITokenError {
  declare readonly code: ModelErrorCode

  constructor(code: ModelErrorCode, message: string) {
    super(code, message)
  }

  static {
    this.prototype.name = 'WebAPITokenModelError'
  }
}

/**
 * A statement inside `transaction()` failed, its error was caught, and the database has rolled the whole transaction back
 * (`ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED`), which Prisma hides. Or a call in a transaction of the app's cannot keep
 * `maxTokensPerUser` at that isolation level (`ERR_WEBAPI_TOKEN_ISOLATION_LEVEL`), or needs a transaction that the client's adapter
 * does not have (`ERR_WEBAPI_TOKEN_TRANSACTIONS_UNSUPPORTED`), as with Cloudflare's D1 or Neon over HTTP; it has written nothing.
 */
export class WebAPITokenTransactionError extends WebAPITokenError {
  declare readonly code: TransactionErrorCode

  constructor(code: TransactionErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options)
  }

  static {
    this.prototype.name = 'WebAPITokenTransactionError'
  }
}

/**
 * The connection was lost while a token was being stored, and the token was not found afterwards
 * (`ERR_WEBAPI_TOKEN_OUTCOME_UNKNOWN`): the server may have stored it, may still do so, or never will. Nobody has the token, so
 * that it is safe to generate another one. `cause` is the database's error.
 */
export class WebAPITokenOutcomeError extends WebAPITokenError {
  declare readonly code: OutcomeErrorCode

  constructor(options?: ErrorOptions) {
    const message =
      'The connection was lost while a token was being stored: it may be stored or not, and nobody has it. Generate another one'
    super('ERR_WEBAPI_TOKEN_OUTCOME_UNKNOWN', message, options)
  }

  static {
    this.prototype.name = 'WebAPITokenOutcomeError'
  }
}

/**
 * Every error of this library, with its codes, so that a `switch` on `code` narrows the class.
 *
 * @example
 * ```ts
 * const { code } = error as AnyWebAPITokenError
 * ```
 */
export type AnyWebAPITokenError =
  | WebAPITokenGenerationError
  | WebAPITokenLimitError
  | WebAPITokenRotationError
  | WebAPITokenAuthenticationError
  | WebAPITokenScopeError
  | WebAPITokenLifetimeError
  | WebAPITokenParentError
  | WebAPITokenCredentialsError
  | WebAPITokenReferenceError
  | WebAPITokenCursorError
  | WebAPITokenPolicyError
  | WebAPITokenModelError
  | WebAPITokenTransactionError
  | WebAPITokenOutcomeError
