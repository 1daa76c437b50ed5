import { rowTags, userTags } from '../cache/tags.js'
import type { TokenRow } from '../client/token-client.js'
import { runHarmlessly } from '../client/transaction.js'
import type { TokenContext } from '../context.js'
import { secretColumns } from '../generation/secret-columns.js'
import { invalidateWhere } from '../invalidation/invalidate-where.js'
import { tokenTypeOf } from '../token-reference.js'
import { isStaleUse, isUnusedSuccessor, touch } from './touch.js'

/** A good token that was presented. */
export interface TokenUse {
  readonly token: string
  /** What the token is stored as, if by the first digest. */
  readonly digest: string | undefined
  readonly row: TokenRow
  readonly now: Date
  /** Milliseconds in which one use is noted. */
  readonly interval: number
}

/** Whether there is something to write: most uses are over with this. */
export function isUseDue({ row, digest, now, interval }: TokenUse): boolean {
  return row.token !== digest || isStaleUse(row, now, interval)
}

/** Notes a use that is due. Its failure is an event, and no concern of the request's. */
export async function noteUse(context: TokenContext, { token, digest, row, now, interval }: TokenUse): Promise<void> {
  const { model, options, events, recentUses, cache } = context
  const isOldDigest = row.token !== digest
  const id = row.id
  if (!recentUses.claim(id, now, interval)) return
  const redigest = isOldDigest ? secretColumns(options, token, { tokenType: tokenTypeOf(token, options) }) : undefined
  try {
    const { count } = await runHarmlessly(model.client, async () => {
      // First: should the process end in between, the next use does it again.
      if (isUnusedSuccessor(row)) await retirePredecessors(context, row)
      return touch(model, { row, now, interval, redigest })
    })
    // Somebody has changed the row in between: the next request may try again.
    if (count === 0) {
      recentUses.forget(id)
      cache?.invalidate(rowTags(options, token, row), now.getTime())
    }
  } catch (error) {
    recentUses.forget(id)
    events.emit('lastUsedFailed', { id, error })
  }
}

/** Ends the tokens that were to work until this one does. */
async function retirePredecessors(context: TokenContext, { id, familyId, userId }: TokenRow): Promise<void> {
  const where = { familyId, userId, successorId: id, retireOnFirstUse: true }
  await invalidateWhere(context, { where, invalidReason: 'Rotated', filter: { where }, tags: userTags([userId]) })
}
