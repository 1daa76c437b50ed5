import { existsSync } from 'node:fs'

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

const lockTimeouts = new WeakMap<TokenClient, Promise<number | undefined>>()

/**
 * Where libSQL has a local file, the milliseconds to wait for its lock. After a write that met SQLITE_BUSY, the connection
 * there acknowledges writes that it never commits, until a transaction makes the adapter take another one.
 */
export async function libsqlLockTimeout(client: TokenClient): Promise<number | undefined> {
  if (client._engineConfig?.adapter?.adapterName !== '@prisma/adapter-libsql') return undefined
  let timeout = lockTimeouts.get(client)
  if (!timeout) {
    timeout = readLockTimeout(client)
    lockTimeouts.set(client, timeout)
  }
  return timeout
}

async function readLockTimeout(client: TokenClient): Promise<number | undefined> {
  // A remote database may refuse to tell. In memory, another connection would be another database.
  const databases = await client.$queryRawUnsafe('PRAGMA database_list').catch(() => [])
  const main = (databases as { name: string; file: string }[]).find(({ name }) => name === 'main')
  if (!main || !existsSync(main.file)) return undefined
  const [{ timeout }] = (await client.$queryRawUnsafe('PRAGMA busy_timeout')) as [{ timeout: number }]
  // The adapter's default is not to wait at all.
  return Math.max(5000, timeout)
}

/** MySQL and MariaDB do not return the rows that a statement has written. */
export function returnsRows(client: TokenClient): boolean {
  return client._activeProvider !== 'mysql'
}

/** With more values than these, Prisma makes several statements of one operation. */
export function maxValuesAStatement(client: TokenClient): number {
  return client._activeProvider === 'mysql' ? 65_535 : 999
}
