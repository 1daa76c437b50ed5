import { anyOf } from './any-of.js'
import type { TokenWhere } from './token-client.js'
import type { TokenModel } from './token-model.js'
import { storedUserIds } from './stored-user-ids.js'

/** The filter for tokens that work, whether or not they are being replaced. */
export function workingWhere(now: Date): TokenWhere {
  return { valid: true, OR: [{ expires: null }, { expires: { gt: now } }] }
}

/** The filter for tokens that work and have no successor. */
export function activeWhere(now: Date): TokenWhere {
  return { ...workingWhere(now), successorId: null }
}

interface ActiveToken {
  readonly id?: unknown
  readonly userId?: unknown
}

/**
 * How many active tokens each user has, by the id that the user's own row has. `hasRead`: whether the transaction may have
 * read something before. `exceptId`: a token that does not count.
 */
export async function countActiveTokens(
  model: TokenModel,
  userIds: readonly unknown[],
  now: Date,
  { hasRead, exceptId }: { hasRead: boolean; exceptId?: unknown },
): Promise<Map<unknown, number>> {
  const isOutdated = hasRead && model.client._activeProvider === 'mysql'
  const rows = await (isOutdated ? readLatest(model, userIds, now) : read(model, userIds, now))
  const owners = rows.filter(({ id }) => id !== exceptId).map(({ userId }) => userId)
  const known = new Set(userIds)
  // The row of a token may spell its user in another way than the row of the user does.
  const storedIds = await storedUserIds(
    model,
    owners.filter((owner) => !known.has(owner)),
  )
  const counts = new Map<unknown, number>()
  for (const owner of owners) {
    const userId = storedIds.get(owner) ?? owner
    counts.set(userId, (counts.get(userId) ?? 0) + 1)
  }
  return counts
}

async function read(model: TokenModel, userIds: readonly unknown[], now: Date): Promise<ActiveToken[]> {
  const where = { AND: [activeWhere(now), { userId: anyOf(userIds) }] }
  return model.delegate.findMany({ where, select: { id: true, userId: true } })
}

/**
 * MySQL reads what was there when the transaction first read, unless a statement locks what it reads: the gaps beside it
 * too, in which other users' tokens belong. Whoever inserts those may meet a deadlock.
 */
async function readLatest(model: TokenModel, userIds: readonly unknown[], now: Date): Promise<ActiveToken[]> {
  const column = (field: Parameters<typeof model.columnOf>[0]) => `\`${model.columnOf(field)}\``
  const places = userIds.map(() => '?').join(', ')
  const sql = `SELECT ${column('id')} AS id, ${column('userId')} AS userId FROM \`${model.table}\`
    WHERE ${column('userId')} IN (${places}) AND ${column('valid')} = 1 AND ${column('successorId')} IS NULL
    AND (${column('expires')} IS NULL OR ${column('expires')} > ?) FOR UPDATE`
  return (await model.client.$queryRawUnsafe(sql, ...userIds, now)) as ActiveToken[]
}
