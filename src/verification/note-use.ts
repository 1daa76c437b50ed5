import { rowTags, userTags } from '../context/tags.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenClient } from '../client/token-client.js'
import type { TokenRow, TokenWhere } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { secretColumns } from '../generation/secret-columns.js'
import { invalidateWhere } from '../invalidation/invalidate-where.js'
import { tokenTypeOf } from '../context/token-reference.js'
import { rotatedReason } from './decide.js'
import { isStaleUse, isUnusedSuccessor, touch } from './touch.js'

/** A good token that was presented. */
export interface TokenUse {
  readonly plaintext: string
  /** What the token is stored as, if by the first digest. */
  readonly digest: string | undefined
  readonly row: TokenRow
  readonly now: Date
  /** Milliseconds in which one use is noted. */
  readonly interval: number
}

/** Whether there is something to write: most uses are over with this. */
export function isUseDue(context: TokenContext, { row, digest, now, interval }: TokenUse): boolean {
  return isStaleUse(row, now, interval) || (row.token !== digest && !isTransactionAtStake(context))
}

/** Notes a use that is due. Its failure is an event, and no concern of the request's. */
export async function noteUse(
  context: TokenContext,
  { plaintext, digest, row, now, interval }: TokenUse,
): Promise<void> {
  const { model, settings, events, recentUses, cache } = context
  const isOldDigest = row.token !== digest && !isTransactionAtStake(context)
  const id = row.id
  if (!recentUses.claim(id, now, interval)) return
  const redigest = isOldDigest
    ? secretColumns(settings, plaintext, { tokenType: tokenTypeOf(plaintext, settings) })
    : undefined
  try {
    if (isTransactionAtStake(context)) await assertWritable(model.client)
    // First: should the process end in between, the next use does it again.
    if (isUnusedSuccessor(row)) await retirePredecessors(context, row)
    const { count } = await retryConflicts(model.client, () => touch(model, { row, now, interval, redigest }))
    // Somebody has changed the row in between: the next request may try again.
    if (count === 0) {
      recentUses.forget(id)
      cache?.invalidate(rowTags(settings, plaintext, row), now.getTime())
    }
  } catch (error) {
    recentUses.forget(id)
    // The database has rolled the app's transaction back: the request cannot go on as if nothing had happened.
    if (isTransactionAtStake(context) && !(error instanceof ReadOnlyError)) throw error
    events.emit('lastUsedFailed', { id, error })
  }
}

/** Whether a statement that fails would cost the app its transaction: nothing is tried there that can wait. */
function isTransactionAtStake({ model: { client, database } }: TokenContext): boolean {
  return isTransactionClient(client) && database.abortsTransactionOnError
}

class ReadOnlyError extends Error {}

async function assertWritable(tx: TokenClient): Promise<void> {
  const sql = `SELECT current_setting('transaction_read_only') AS setting`
  const rows = (await tx.$queryRawUnsafe(sql)) as { setting: string }[]
  if (rows[0]?.setting === 'on')
    throw new ReadOnlyError('The use of a token cannot be noted in a read-only transaction')
}

/** Ends the tokens that were to work until this one does. */
async function retirePredecessors(context: TokenContext, row: TokenRow): Promise<void> {
  const { familyId, userId } = row
  const where = { familyId, userId, retireOnFirstUse: true, ...(await isPredecessorOf(context, row)) }
  await invalidateWhere(context, { where, invalidReason: rotatedReason, filter: { where }, tags: userTags([userId]) })
}

/** The filter for tokens of the family that lead to this one. */
async function isPredecessorOf({ model }: TokenContext, { id, successorId }: TokenRow): Promise<TokenWhere> {
  if (successorId === null) return { successorId: id }
  // It was rotated before its first use, and what waited for that waits for its successor since: those that are older.
  const row = await model.reader.findFirst({ where: { id }, select: { timeAdded: true } })
  return { OR: [{ successorId: id }, ...(row ? [{ successorId, timeAdded: { lt: row.timeAdded } }] : [])] }
}
