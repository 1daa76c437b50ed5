import type { TokenWhere } from './token-client.js'
import type { TokenModel } from './token-model.js'
import { userKey } from './user-key.js'

/** The filter for tokens that work, whether or not they are being replaced. */
export function workingWhere(now: Date): TokenWhere {
  return { valid: true, OR: [{ expires: null }, { expires: { gt: now } }] }
}

/** The filter for tokens that work and have no successor. */
export function activeWhere(now: Date): TokenWhere {
  return { ...workingWhere(now), successorId: null }
}

/**
 * How many active tokens each user has, by the user's key. `hasRead`: whether the transaction may have read
 * something before.
 */
export async function countActiveTokens(
  model: TokenModel,
  userIds: readonly unknown[],
  now: Date,
  { hasRead }: { hasRead: boolean },
): Promise<Map<string, number>> {
  const isOutdated = hasRead && model.client._activeProvider === 'mysql'
  const rows = isOutdated ? readLatest(model, userIds, now) : read(model, userIds, now)
  const counts = new Map<string, number>()
  for (const { userId } of await rows) counts.set(userKey(userId), (counts.get(userKey(userId)) ?? 0) + 1)
  return counts
}

async function read(model: TokenModel, userIds: readonly unknown[], now: Date): Promise<{ userId?: unknown }[]> {
  const where = { AND: [activeWhere(now), { userId: { in: userIds } }] }
  return model.delegate.findMany({ where, select: { userId: true } })
}

/**
 * MySQL reads what was there when the transaction first read, unless a statement locks what it reads: the gaps beside it
 * too, in which other users' tokens belong. Whoever inserts those may meet a deadlock.
 */
async function readLatest(model: TokenModel, userIds: readonly unknown[], now: Date): Promise<{ userId?: unknown }[]> {
  const column = (field: Parameters<typeof model.columnOf>[0]) => `\`${model.columnOf(field)}\``
  const places = userIds.map(() => '?').join(', ')
  const sql = `SELECT ${column('userId')} AS userId FROM \`${model.table}\`
    WHERE ${column('userId')} IN (${places}) AND ${column('valid')} = 1 AND ${column('successorId')} IS NULL
    AND (${column('expires')} IS NULL OR ${column('expires')} > ?) FOR UPDATE`
  return (await model.client.$queryRawUnsafe(sql, ...userIds, now)) as { userId?: unknown }[]
}
