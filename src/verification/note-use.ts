import { rowTags, ownerTags } from '../context/tags.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import type { TokenClient } from '../client/token-client.js'
import { ownerOf, type TokenRow, type TokenWhere } from '../client/token-row.js'
import { audited, recordById } from '../context/audited.js'
import type { TokenContext } from '../context/context.js'
import { secretColumns } from '../generation/secret-columns.js'
import { invalidateWhere } from '../invalidation/invalidate-where.js'
import { tokenTypeOf } from '../context/token-type.js'
import { rotatedReason } from './decide.js'
import { isStaleUse, isUnusedSuccessor, touch } from './touch.js'

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
export function isUseDue(context: TokenContext, use: TokenUse): boolean {
  return isStaleUse(use.row, use.now, use.interval) || isOldDigest(context, use)
}

/** Notes a use that is due. A failure is an event; the request goes on, and where the app defers notes, it does not wait. */
export async function noteUse(context: TokenContext, use: TokenUse): Promise<void> {
  const { settings, recentUses, sharedUses, deferredUses } = context
  if (!recentUses.claim(use.row.id, use.now, use.interval)) return
  const note = write(context, use)
  const { lastUsed } = settings
  if (!lastUsed || !isPlain(context, use)) return note
  try {
    lastUsed.background?.(note)
  } catch (error) {
    settings.logger.error('The hook lastUsed.background has failed', error)
  }
  await deferredUses.add(note, sharedUses)
}

async function write(context: TokenContext, use: TokenUse): Promise<void> {
  const { model, events, recentUses, cache } = context
  const { plaintext, row, now } = use
  try {
    if (isTransactionAtStake(context)) await assertWritable(model.client)
    // First, so that the next use does it again if the process ends in between.
    if (isUnusedSuccessor(row)) await retirePredecessors(context, row)
    // The row has changed in between: the next request may try again.
    if (!(await isNoted(context, use))) {
      recentUses.forget(row.id)
      cache?.invalidate(rowTags(context, plaintext, row), now.getTime())
    }
  } catch (error) {
    recentUses.forget(row.id)
    // PostgreSQL has aborted the app's transaction: the request cannot go on as if nothing had happened.
    if (isTransactionAtStake(context) && !(error instanceof ReadOnlyError)) throw error
    events.emit('lastUsedFailed', { id: row.id, error })
  }
}

/** Notes a use by a statement that it shares with others, or by one of its own. */
async function isNoted(context: TokenContext, use: TokenUse): Promise<boolean> {
  const { model, settings, sharedUses } = context
  const { plaintext, row, now, interval } = use
  const isShareable = isPlain(context, use) && !model.database.sharesOneConnection
  const outcome = isShareable ? await sharedUses.note({ id: row.id, now, interval }) : 'alone'
  if (outcome !== 'alone') return outcome === 'noted'
  const redigest = isOldDigest(context, use)
    ? secretColumns(settings, plaintext, { tokenType: tokenTypeOf(plaintext, settings) })
    : undefined
  const move = async (inner: TokenContext) => {
    const result = await touch(inner.model, { row, now, interval, redigest })
    if (result.count > 0) await recordById(inner, row.id, { type: 'redigested' })
    return result
  }
  const { count } = await retryConflicts(model.client, () =>
    redigest ? audited(context, move) : touch(model, { row, now, interval, redigest }),
  )
  settings.telemetry?.noted(count)
  return count > 0
}

/** Checks for a use that changes nothing but `lastUsed`, outside of the app's transactions. */
function isPlain(context: TokenContext, use: TokenUse): boolean {
  return !isTransactionClient(context.model.client) && !isOldDigest(context, use) && !isUnusedSuccessor(use.row)
}

function isOldDigest(context: TokenContext, { row, digest }: TokenUse): boolean {
  return row.token !== digest && !isTransactionAtStake(context)
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
