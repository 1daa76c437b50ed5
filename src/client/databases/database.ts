import type { Id } from '../id.js'
import type { TransactionOptions } from '../token-client.js'
import type { RawRows } from '../raw-insertion.js'
import type { TokenModel } from '../token-model.js'
import type { AppRecord, TokenData, TokenRow, TokenWhere } from '../token-row.js'
import type { NamedRow, NamedTokens } from '../update-named.js'

/** The columns needed to count a token towards `maxTokensPerUser`. */
export function countedColumns(model: TokenModel): string[] {
  const rotation = ['successorId', 'retireOnFirstUse']
  return ['id', model.ownerField, 'expires', ...(model.has('rotation') ? rotation : [])]
}

/** Whether the transaction may have read something before, so that its snapshot may be outdated. */
export interface Reading {
  readonly hasRead: boolean
}

/** A kind of database: what it can do, and the statements that differ. Only these objects know a database by name. */
export interface Database {
  /** Whether a failed statement aborts its whole transaction. */
  readonly abortsTransactionOnError: boolean
  /**
   * Whether all statements share one connection, on which only `$transaction` waits for its turn: a plain write that arrives
   * while a transaction is open becomes part of it, and is lost when that rolls back.
   */
  readonly sharesOneConnection: boolean
  /** Whether a transaction reads a snapshot taken at its first read, but writes to the current rows. */
  readonly readsSnapshots: boolean
  /** Whether an UPDATE that waits for a token in rotation misses its successor, which is newer than the statement. */
  readonly missesSuccessors: boolean
  /** Whether inserting several rows takes a second statement to read them back. */
  readonly insertsInTwoSteps: boolean
  /** Whether an update tells which rows it has changed. */
  readonly returnsUpdated: boolean
  /** The isolation of a transaction whose reads must come after a lock. */
  lockingIsolation(model: TokenModel): TransactionOptions
  /** The maximum number of values per statement; beyond it, Prisma splits an operation. */
  readonly maxValuesPerStatement: number
  /** The digits of a second in a native timestamp type without a precision. */
  readonly defaultTimestampDigits: number

  /** Checks whether an error means that waiting for another process's lock timed out. */
  isLockTimeout(error: unknown): boolean
  /**
   * Sets `lastUsed` of those tokens whose last use is unknown, or not after `before`, and nothing else; returns how many. It does not
   * wait for rows that others have locked, where the database can leave them out.
   */
  noteUses(model: TokenModel, ids: readonly Id[], now: Date, before: Date): Promise<number>
  /**
   * Sets `expiryNotified` of those tokens that still need a reminder: they expire in the period, and have neither a successor nor a
   * reminder. Returns their ids. It does not wait for rows that others have locked, where the database can leave them out.
   */
  claimReminders(
    model: TokenModel,
    ids: readonly Id[],
    period: { readonly now: Date; readonly end: Date },
  ): Promise<Id[]>
  /** The adapters with which a raw statement was seen to insert what Prisma would. */
  readonly rawAdapters: readonly string[]
  /** The maximum number of ids that a statement lists, among its other values. */
  readonly maxIdsPerStatement: number
  /** Whether statements can be stored together or not at all. */
  readonly hasTransactions: boolean
  /** The maximum number of values in a raw statement. */
  readonly maxRawValues: number
  /** Does the same as `insertMany` by a raw statement. `skipTaken`: leaves out the rows whose digest is taken; only where an error aborts the transaction. */
  insertRaw(model: TokenModel, rows: RawRows, options: { readonly skipTaken: boolean }): Promise<AppRecord[]>
  /** Updates those of the named tokens that have these values, and returns them, by a raw statement where that is faster. */
  readonly updateNamedRaw?: (
    model: TokenModel,
    named: NamedTokens,
    values: TokenWhere,
    data: TokenData,
  ) => Promise<NamedRow[]>
  /** Inserts rows, and returns them with their digests. */
  insertMany(model: TokenModel, data: TokenData[]): Promise<AppRecord[]>
  /** Updates the one row that `row` matches, if it meets the condition, and returns its id. */
  updateReturningId(model: TokenModel, row: TokenWhere, data: TokenData, condition: TokenWhere): Promise<Id | undefined>
  /** Locks a row until the transaction ends, and returns its current state; null when there is none. */
  lockRow(model: TokenModel, where: TokenWhere, now: Date, reading: Reading): Promise<TokenRow | null>
  /**
   * Locks the tokens of these users until the transaction ends. The lock also covers users without any token, who have no row
   * to lock.
   *
   * @throws WebAPITokenTransactionError where what is read behind the lock would be outdated.
   */
  lockTokensOf(
    model: TokenModel,
    ownerIds: readonly Id[],
    options: { readonly isAppTransaction: boolean },
  ): Promise<void>
  /** Makes revocations of the user's tokens wait, or waits for them. Call it before any row is locked. */
  lockForRotation(model: TokenModel, ownerId: Id | null): Promise<void>
  /** Waits for rotations of these users' tokens, or of everybody's, and makes later ones wait. */
  lockForRevocation(model: TokenModel, ownerIds: readonly (Id | null)[] | undefined): Promise<void>
  /** Reads the usable tokens of these users, as they are now. */
  findUsableTokens(model: TokenModel, ownerIds: readonly Id[], now: Date, reading: Reading): Promise<TokenRow[]>
}
