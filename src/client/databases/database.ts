import type { Id } from '../id.js'
import type { TransactionOptions } from '../token-client.js'
import type { TokenModel } from '../token-model.js'
import type { AppRecord, TokenData, TokenRow, TokenWhere } from '../token-row.js'

/** What is read of a token to count it against `maxTokensPerUser`. */
export const countedColumns = ['id', 'userId', 'expires', 'successorId', 'retireOnFirstUse'] as const

export type CountedToken = Pick<TokenRow, (typeof countedColumns)[number]>

/** Whether the transaction may have read something before: where it reads a snapshot, that is outdated then. */
export interface Reading {
  readonly hasRead: boolean
}

/** One kind of database: what it can do, and the statements that differ. The only place that knows one by its name. */
export interface Database {
  /** Whether a failed statement ends its whole transaction. */
  readonly abortsTransactionOnError: boolean
  /**
   * Whether all statements go through one connection, and only `$transaction` waits for its turn there: a plain write that
   * arrives while a transaction is open becomes a part of it, and is lost when that rolls back.
   */
  readonly sharesOneConnection: boolean
  /** Whether a transaction reads a snapshot of when it first read something, but writes to what is there now. */
  readonly readsSnapshots: boolean
  /** Whether an UPDATE that waits for a row that is being rotated does not see its successor, which is newer. */
  readonly missesSuccessors: boolean
  /** Whether rows that were inserted together are read back by a second statement. */
  readonly insertsInTwoSteps: boolean
  /** How a transaction is isolated in which a lock decides what it reads. */
  readonly lockingIsolation: TransactionOptions
  /** With more values than these, Prisma makes several statements of one operation. */
  readonly maxValuesPerStatement: number
  /** How many digits of a second a native timestamp type has without a number. */
  readonly defaultTimestampDigits: number

  /** Checks whether an error says that a wait for the lock of other processes was in vain. */
  isLockTimeout(error: unknown): boolean
  /** Inserts rows, and returns them with their digests. */
  insertMany(model: TokenModel, data: TokenData[]): Promise<AppRecord[]>
  /** Updates the one row that `row` finds, if it meets the condition, and returns its id. */
  updateReturningId(model: TokenModel, row: TokenWhere, data: TokenData, condition: TokenWhere): Promise<Id | undefined>
  /** Locks a row until the transaction ends, and returns it as it is then; null where there is none. */
  lockRow(model: TokenModel, where: TokenWhere, now: Date, reading: Reading): Promise<TokenRow | null>
  /**
   * Makes everybody else wait who locks the tokens of one of these users, until the transaction ends. A user without a token has
   * no row to lock.
   *
   * @throws WebAPITokenTransactionError where what is read behind the lock would be outdated.
   */
  lockTokensOf(model: TokenModel, userIds: readonly Id[]): Promise<void>
  /** Makes revocations that cover the user's tokens wait, or waits for them. To be called before a row is locked. */
  lockForRotation(model: TokenModel, userId: Id): Promise<void>
  /** Waits for rotations of these users' tokens, or of anybody's, and makes later ones wait. */
  lockForRevocation(model: TokenModel, userIds: readonly Id[] | undefined): Promise<void>
  /** Reads the valid tokens of these users that have not expired, as they are now. */
  findUsableTokens(model: TokenModel, userIds: readonly Id[], now: Date, reading: Reading): Promise<CountedToken[]>
}
