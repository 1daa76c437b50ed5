import type { TokenData, TokenRow, TokenWhere } from '../client/token-row.js'
import type { TokenModel } from '../client/token-model.js'
import { unchangedSince } from '../client/unchanged-since.js'
import { write } from '../client/write.js'

/** What is known of one token's use when it has just authenticated. */
export interface Use {
  readonly row: TokenRow
  readonly now: Date
  /** Milliseconds in which one use is noted. */
  readonly interval: number
  /** New values for the columns of the secret, when it was stored by another digest than the first. */
  readonly redigest: TokenData | undefined
}

/**
 * Notes the use of a token, and moves it to the first digest, in one conditional statement. It never touches `valid`,
 * never moves `lastUsed` back, and leaves `lastUpdated` as it is, or is not done at all.
 */
export async function touch(model: TokenModel, { row, now, interval, redigest }: Use): Promise<{ count: number }> {
  const isStale = isStaleUse(row, now, interval)
  const { lastUpdated } = row
  const where: TokenWhere[] = [{ id: row.id }, unchangedSince(lastUpdated)]
  if (isStale)
    where.push({
      OR: [
        { lastUsed: null },
        ...(interval === Infinity ? [] : [{ lastUsed: { lte: new Date(now.getTime() - interval) } }]),
      ],
    })
  if (redigest) where.push({ token: row.token })
  const data = { lastUpdated, ...(isStale && { lastUsed: now }), ...redigest }
  return write(model, (delegate) => delegate.updateMany({ where: { AND: where }, data }))
}

/** Whether the last use was noted so long ago that this one has to be. */
export function isStaleUse(row: TokenRow, now: Date, interval: number): boolean {
  const { lastUsed } = row
  // An infinite interval turns it off.
  return lastUsed === null
    ? interval !== Infinity || isUnusedSuccessor(row)
    : now.getTime() - lastUsed.getTime() >= interval
}

/** Its first use decides whether the rotation may be repeated, and may retire the token before it. */
export function isUnusedSuccessor(row: TokenRow): boolean {
  return row.lastUsed === null && row.familyId !== null
}
