import type { TokenWhere } from './token-row.js'

/**
 * The filter for a row that nobody has changed since it was read. What is written with it can leave `lastUpdated` at its old
 * value, which Prisma would set to now. A database may keep more digits of it than a Date.
 */
export function unchangedSince(lastUpdated: Date): TokenWhere {
  return { lastUpdated: { gte: lastUpdated, lt: new Date(lastUpdated.getTime() + 1) } }
}
