import { rowTags, ownerTags } from '../context/tags.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenClient } from '../client/token-client.js'
import { ownerOf, type TokenRow, type TokenWhere } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { secretColumns } from '../generation/secret-columns.js'
import { invalidateWhere } from '../invalidation/invalidate-where.js'
import { tokenTypeOf } from '../context/token-type.js'
import { rotatedReason } from './decide.js'
import { isStaleUse, isUnusedSuccessor, touch, type Use } from './touch.js'

/** The use of a valid token. */
export interface TokenUse {
  readonly plaintext: string
  /** The first digest of the token. */
  readonly digest: string | undefined
  readonly row: TokenRow
  readonly now: Date
  /** The minimum number of milliseconds between two notes. */
  readonly interval: number
}

/** Checks whether there is anything to write: most uses end here. */
export function isUseDue(context: TokenContext, { row, digest, now, interval }: TokenUse): boolean {
  return isStaleUse(row, now, interval) || (row.token !== digest && !isTransactionAtStake(context))
}

/** Notes a use that is due. A failure is an event; the request goes on. */
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
    // First, so that the next use does it again if the process ends in between.
    if (isUnusedSuccessor(row)) await retirePredecessors(context, row)
    const isNoted = await noteShared(context, { row, now, interval, redigest })
    // The row has changed in between: the next request may try again.
    if (!isNoted) {
      recentUses.forget(id)
      cache?.invalidate(rowTags(context, plaintext, row), now.getTime())
    }
  } catch (error) {
    recentUses.forget(id)
    // PostgreSQL has aborted the app's transaction: the request cannot go on as if nothing had happened.
    if (isTransactionAtStake(context) && !(error instanceof ReadOnlyError)) throw error
    events.emit('lastUsedFailed', { id, error })
  }
}

/** Notes a use by a statement that it may share with others, or by one of its own. */
async function noteShared({ model, sharedUses }: TokenContext, use: Use): Promise<boolean> {
  const { row, now, interval, redigest } = use
  const { client, database } = model
  const isShareable =
    !redigest && !isUnusedSuccessor(row) && !isTransactionClient(client) && !database.sharesOneConnection
  const outcome = isShareable ? await sharedUses.note(row.id, now, interval) : 'alone'
  if (outcome !== 'alone') return outcome === 'noted'
  const { count } = await retryConflicts(client, () => touch(model, use))
  return count > 0
}

/** Checks whether a failed statement would abort the app's transaction: then nothing is tried that can wait. */
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

/** Ends the predecessors that were to stay usable until this token was used. */
async function retirePredecessors(context: TokenContext, row: TokenRow): Promise<void> {
  const { model } = context
  const ownerId = ownerOf(model, row)
  const where = {
    familyId: row.familyId,
    [model.ownerField]: ownerId,
    retireOnFirstUse: true,
    ...(await isPredecessorOf(context, row)),
  }
  await invalidateWhere(context, { where, invalidReason: rotatedReason, filter: { where }, tags: ownerTags([ownerId]) })
}

/** Returns the filter for the predecessors of a token in its family. */
async function isPredecessorOf({ model }: TokenContext, { id, successorId }: TokenRow): Promise<TokenWhere> {
  if (successorId === null) return { successorId: id }
  // It was rotated before its first use, and its predecessors have been waiting for its successor since: those that are older.
  const row = await model.reader.findFirst({ where: { id }, select: { timeAdded: true } })
  return { OR: [{ successorId: id }, ...(row ? [{ successorId, timeAdded: { lt: row.timeAdded } }] : [])] }
}
