import { WebAPITokenTransactionError } from '../../outcomes/errors.js'
import { everything, idTag, idTags } from '../id-tags.js'
import type { Id } from '../id.js'
import type { TokenModel } from '../token-model.js'

/** With more users, everybody's tokens are locked at once: PostgreSQL's lock table is small. */
const maxLocks = 100

/** Throws when the isolation level makes the transaction go on reading a snapshot from before the lock. */
export function assertReadsLatest(isolation: unknown): void {
  if (isolation === 'read committed' || isolation === 'read uncommitted') return
  throw new WebAPITokenTransactionError(
    'ERR_WEBAPI_TOKEN_ISOLATION_LEVEL',
    `maxTokensPerUser cannot be kept in a transaction of the isolation level ${String(isolation)}, which does not see the tokens that others add: use ReadCommitted, or call outside the transaction. Nothing was written`,
  )
}

export async function lockForRotation(model: TokenModel, ownerId: Id | null): Promise<void> {
  const sql =
    'SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0)), pg_advisory_xact_lock(hashtextextended($2, 0))'
  await model.client.$executeRawUnsafe(sql, tableLockName(model), ownerLockName(model, idTag('owner', ownerId)))
}

export async function lockForRevocation(
  model: TokenModel,
  ownerIds: readonly (Id | null)[] | undefined,
): Promise<void> {
  const tags = ownerIds ? idTags('owner', ownerIds) : [everything]
  if (tags.length <= maxLocks && !tags.includes(everything)) await lockNames(model, tags)
  else
    await model.client.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', tableLockName(model))
}

/** Locks the tokens of these owners, and returns the isolation level of the transaction. */
export function lockOwners(model: TokenModel, ownerIds: readonly Id[]): Promise<unknown> {
  return lockNames(
    model,
    ownerIds.map((id) => idTag('owner', id)),
  )
}

/** Takes a lock per tag, and returns the isolation level of the transaction. */
async function lockNames(model: TokenModel, tags: readonly string[]): Promise<unknown> {
  const names = tags.map((tag) => ownerLockName(model, tag))
  // In a fixed order, so that two calls with the same users do not deadlock.
  const keys = `SELECT DISTINCT hashtextextended(name, 0) AS key FROM json_array_elements_text($1::json) AS name ORDER BY 1`
  const sql = `SELECT current_setting('transaction_isolation') AS isolation, count(pg_advisory_xact_lock(key)) FROM (${keys}) AS keys`
  const rows = (await model.client.$queryRawUnsafe(sql, JSON.stringify(names))) as { isolation?: unknown }[]
  return rows[0]?.isolation
}

function ownerLockName(model: TokenModel, tag: string): string {
  return `${tableLockName(model)}:${tag}`
}

function tableLockName({ table }: TokenModel): string {
  return `webapi_token:${table}`
}
