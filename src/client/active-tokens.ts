import { anyOf } from './any-of.js'
import { readsOutdated } from './dialect.js'
import type { TokenWhere } from './token-client.js'
import type { TokenField } from './token-fields.js'
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

/** What is read of a token that works, to know whether it counts. */
const countedColumns = ['id', 'userId', 'expires', 'successorId', 'retireOnFirstUse'] as const

type WorkingToken = Readonly<Record<(typeof countedColumns)[number], unknown>>

/**
 * How many tokens of each user work and are there to stay, by the id that the user's own row has. `hasRead`: whether the
 * transaction may have read something before. `exceptId`: a token that does not count.
 */
export async function countActiveTokens(
  model: TokenModel,
  userIds: readonly unknown[],
  now: Date,
  { hasRead, exceptId }: { hasRead: boolean; exceptId?: unknown },
): Promise<Map<unknown, number>> {
  const isOutdated = hasRead && readsOutdated(model.client)
  const working = await (isOutdated ? readLatest(model, userIds, now) : read(model, userIds, now))
  const ids = new Set(working.map(({ id }) => id))
  const owners = working
    .filter((token) => token.id !== exceptId && !isBeingReplaced(token, ids))
    .map(({ userId }) => userId)
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

/** Has a successor that works, and an end. Where either is missing, it may stay for ever. */
function isBeingReplaced({ successorId, expires, retireOnFirstUse }: WorkingToken, working: ReadonlySet<unknown>) {
  return working.has(successorId) && (expires !== null || Boolean(retireOnFirstUse))
}

async function read(model: TokenModel, userIds: readonly unknown[], now: Date): Promise<WorkingToken[]> {
  const where = { AND: [workingWhere(now), { userId: anyOf(userIds) }] }
  const select = Object.fromEntries(countedColumns.map((column) => [column, true]))
  return (await model.reader.findMany({ where, select })) as unknown as WorkingToken[]
}

/**
 * MySQL reads what was there when the transaction first read, unless a statement locks what it reads: the gaps beside it
 * too, in which other users' tokens belong. Whoever inserts those may meet a deadlock.
 */
async function readLatest(model: TokenModel, userIds: readonly unknown[], now: Date): Promise<WorkingToken[]> {
  const column = (field: TokenField) => `\`${model.columnOf(field)}\``
  const columns = countedColumns.map((field) => `${column(field)} AS ${field}`).join(', ')
  const places = userIds.map(() => '?').join(', ')
  const sql = `SELECT ${columns} FROM \`${model.table}\`
    WHERE ${column('userId')} IN (${places}) AND ${column('valid')} = 1
    AND (${column('expires')} IS NULL OR ${column('expires')} > ?) FOR UPDATE`
  return (await model.client.$queryRawUnsafe(sql, ...userIds, now)) as WorkingToken[]
}
