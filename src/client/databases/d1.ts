import type { Database } from './database.js'
import { sqlite } from './sqlite.js'

/**
 * Cloudflare's D1, which has no transactions: what Prisma splits into several statements may be half done. A statement takes 100
 * values (https://developers.cloudflare.com/d1/platform/limits/), of which the adapter leaves two unused.
 */
export const d1: Database = {
  ...sqlite,
  hasTransactions: false,
  maxValuesPerStatement: 98,
  maxRawValues: 98,
  maxIdsPerStatement: 80,
}
