import { WebAPITokenTransactionError } from '../outcomes/errors.js'
import { abortsTransactionOnError } from './dialect.js'
import { everything, idTag, idTags } from './id-tags.js'
import type { TokenModel } from './token-model.js'

/** With more users than these, everybody's tokens are locked at once: PostgreSQL's table of locks is small. */
const mostLocks = 100

/**
 * Makes everybody else wait who locks the tokens of one of these users, until the transaction ends. There may be no row to
 * lock: a user without tokens is the very case.
 *
 * @throws WebAPITokenTransactionError where what is read behind the lock would be outdated.
 */
export async function lockTokensOf(model: TokenModel, userIds: readonly unknown[]): Promise<void> {
  const { client, table, tokenColumn, userTable } = model
  if (client._activeProvider === 'sqlite') {
    // Takes the one write lock there is, and changes nothing.
    await client.$executeRawUnsafe(`UPDATE "${table}" SET "${tokenColumn}" = "${tokenColumn}" WHERE 0`)
  } else if (client._activeProvider === 'mysql') {
    const id = `\`${userTable.idColumn}\``
    const places = userIds.map(() => '?').join(', ')
    const sql = `SELECT ${id} FROM \`${userTable.name}\` WHERE ${id} IN (${places}) ORDER BY ${id} FOR UPDATE`
    await client.$queryRawUnsafe(sql, ...userIds)
  } else {
    const isolation = await lockNames(
      model,
      userIds.map((id) => idTag('user', id)),
    )
    if (client._activeProvider === 'postgresql') assertReadsLatest(isolation)
  }
}

/** PostgreSQL's stricter levels go on reading what was there when the statement that waits for the lock began. */
function assertReadsLatest(isolation: unknown): void {
  if (isolation === 'read committed' || isolation === 'read uncommitted') return
  throw new WebAPITokenTransactionError(
    'ERR_WEBAPI_TOKEN_ISOLATION_LEVEL',
    `maxTokensPerUser cannot be kept in a transaction of the isolation level ${String(isolation)}, which does not see the tokens that others add: use ReadCommitted, or call outside the transaction. Nothing was written`,
  )
}

/**
 * Whether a revocation of many tokens must be kept apart from rotations. PostgreSQL's UPDATE waits for a row that is being
 * rotated, and then does not see its successor, which was not there when it began. Elsewhere it does.
 */
export function missesSuccessors({ client }: TokenModel): boolean {
  return abortsTransactionOnError(client)
}

/** Makes revocations that cover the user's tokens wait, or waits for them. To be called before a row is locked. */
export async function lockForRotation(model: TokenModel, userId: unknown): Promise<void> {
  if (!missesSuccessors(model)) return
  const sql =
    'SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0)), pg_advisory_xact_lock(hashtextextended($2, 0))'
  await model.client.$executeRawUnsafe(sql, lockName(model), userLockName(model, idTag('user', userId)))
}

/** Waits for rotations of these users' tokens, or of anybody's, and makes later ones wait. */
export async function lockForRevocation(model: TokenModel, userIds: readonly unknown[] | undefined): Promise<void> {
  if (!missesSuccessors(model)) return
  const tags = userIds ? idTags('user', userIds) : [everything]
  if (tags.length <= mostLocks && !tags.includes(everything)) await lockNames(model, tags)
  else await model.client.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lockName(model))
}

/** Returns the isolation level of the transaction. */
async function lockNames(model: TokenModel, tags: readonly string[]): Promise<unknown> {
  const names = tags.map((tag) => userLockName(model, tag))
  // In one order, so that two calls with the same users do not wait for each other.
  const keys = `SELECT DISTINCT hashtextextended(name, 0) AS key FROM json_array_elements_text($1::json) AS name ORDER BY 1`
  const sql = `SELECT current_setting('transaction_isolation') AS isolation, count(pg_advisory_xact_lock(key)) FROM (${keys}) AS keys`
  const rows = (await model.client.$queryRawUnsafe(sql, JSON.stringify(names))) as { isolation?: unknown }[]
  return rows[0]?.isolation
}

function userLockName(model: TokenModel, tag: string): string {
  return `${lockName(model)}:${tag}`
}

function lockName({ table }: TokenModel): string {
  return `webapi_token:${table}`
}
