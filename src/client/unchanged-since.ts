import type { TokenWhere } from './token-row.js'

/**
 * Returns the filter for a row that is unchanged since it was read. A write with it can leave `lastUpdated` at its old value,
 * which Prisma would set to now. A database may store more digits than a Date has.
 */
export function unchangedSince(lastUpdated: Date): TokenWhere {
  return { lastUpdated: { gte: lastUpdated, lt: new Date(lastUpdated.getTime() + 1) } }
}
