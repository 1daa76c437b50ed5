import type { TokenClient, TransactionOptions } from './token-client.js'

/** A client inside `$transaction(fn)` lacks the methods that Prisma denies there, `$connect` among them. */
export function isTransactionClient(client: TokenClient): boolean {
  return typeof client.$connect !== 'function'
}

/** PostgreSQL and CockroachDB give a whole transaction up when one of its statements fails. */
export function abortsTransactionOnError(client: TokenClient): boolean {
  return client._activeProvider === 'postgresql' || client._activeProvider === 'cockroachdb'
}

/**
 * How a transaction has to be isolated whose locks are to decide what it reads: PostgreSQL's stricter levels read what was
 * there before the first lock was waited for. Elsewhere, the default will do.
 */
export function lockingIsolation(client: TokenClient): TransactionOptions {
  return client._activeProvider === 'postgresql' ? { isolationLevel: 'ReadCommitted' } : {}
}

/**
 * Whether a transaction reads what was there when it first read something, and writes to what is there now: on MySQL and
 * MariaDB, by default.
 */
export function readsOutdated(client: TokenClient): boolean {
  return client._activeProvider === 'mysql'
}

/**
 * The better-sqlite3 adapter sends everything through one connection, and only `$transaction` waits for its turn there:
 * a plain write that arrives while a transaction is open becomes a part of it, and is lost when that rolls back.
 */
export function sharesOneConnection(client: TokenClient): boolean {
  return client._engineConfig?.adapter?.adapterName === '@prisma/adapter-better-sqlite3'
}

/** MySQL and MariaDB do not return the rows that a statement has written. */
export function returnsRows(client: TokenClient): boolean {
  return client._activeProvider !== 'mysql'
}

/** With more values than these, Prisma makes several statements of one operation. */
export function maxValuesAStatement(client: TokenClient): number {
  return client._activeProvider === 'mysql' ? 65_535 : 999
}
