import { abortsTransactionOnError, isTransactionClient } from '../client/dialect.js'
import type { TokenData, TokenDelegate, TokenRow, TokenWhere } from '../client/token-client.js'
import type { TokenModel } from '../client/token-model.js'
import { runInTransaction } from '../client/transaction.js'
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
  const lastUpdated = row.lastUpdated as Date
  const where: TokenWhere[] = [
    { id: row.id },
    // Prisma would set the column to now. Its old value is right as long as nobody has changed it; a database may keep
    // more digits of it than a Date.
    { lastUpdated: { gte: lastUpdated, lt: new Date(lastUpdated.getTime() + 1) } },
  ]
  if (isStale) where.push({ OR: [{ lastUsed: null }, { lastUsed: { lte: new Date(now.getTime() - interval) } }] })
  if (redigest) where.push({ token: row.token })
  const data = { lastUpdated, ...(isStale && { lastUsed: now }), ...redigest }
  return writeHarmlessly(model, (delegate) => delegate.updateMany({ where: { AND: where }, data }))
}

/** Whether the last use was noted so long ago that this one has to be. */
export function isStaleUse(row: TokenRow, now: Date, interval: number): boolean {
  const lastUsed = row.lastUsed as Date | null
  // An infinite interval turns it off.
  return lastUsed === null ? interval !== Infinity : now.getTime() - lastUsed.getTime() >= interval
}

/** Even where a failed statement ends a transaction, this one must not end the caller's. */
async function writeHarmlessly<T>(model: TokenModel, operation: (delegate: TokenDelegate) => Promise<T>): Promise<T> {
  if (!isTransactionClient(model.client) || !abortsTransactionOnError(model.client)) return write(model, operation)
  return runInTransaction(model.client, () => operation(model.delegate))
}
