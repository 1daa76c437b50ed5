import { write } from '../write.js'
import { driverErrorOf } from '../driver-error.js'
import type { Database } from './database.js'
import { findUsableTokens } from './find-usable-tokens.js'
import { insertValues } from './insert-values.js'
import { idsOf, needsReminder } from './needs-reminder.js'
import { withReturning } from './with-returning.js'

/** SQLite has one writer at a time: any lock locks everything. */
export const sqlite: Database = {
  ...withReturning,
  abortsTransactionOnError: false,
  sharesOneConnection: false,
  readsSnapshots: false,
  missesSuccessors: false,
  lockingIsolation: () => ({}),
  maxIdsPerStatement: 400,
  hasTransactions: true,
  maxValuesPerStatement: 999,
  defaultTimestampDigits: 0,

  isLockTimeout(error) {
    // Raw statements have a code of their own, and COMMIT has none.
    return (Object(error) as { code?: unknown }).code === 'P1008' || driverErrorOf(error).kind === 'SocketTimeout'
  },

  async claimReminders(model, ids, { now, end }) {
    const { table, columnOf } = model
    const condition = needsReminder(model, (name) => `"${name}"`, ['?', '?'])
    const listed = `"${columnOf('id')}" IN (${ids.map(() => '?').join(', ')})`
    const sql = `UPDATE "${table}" SET "${columnOf('expiryNotified')}" = ? WHERE ${listed} AND ${condition} RETURNING "${columnOf('id')}" AS id`
    return idsOf(await write(model, (_, client) => client.$queryRawUnsafe(sql, now, ...ids, now, end)))
  },

  rawAdapters: ['@prisma/adapter-libsql', '@prisma/adapter-better-sqlite3'],
  // https://www.sqlite.org/limits.html: SQLITE_MAX_VARIABLE_NUMBER
  maxRawValues: 32_766,
  insertRaw: (model, rows) => insertValues(model, rows, (name) => `"${name}"`),

  noteUses({ client, table, columnOf }, ids, now, before) {
    const [id, lastUsed] = [columnOf('id'), columnOf('lastUsed')]
    const due = `"${id}" IN (${ids.map(() => '?').join(', ')}) AND ("${lastUsed}" IS NULL OR "${lastUsed}" <= ?)`
    return client.$executeRawUnsafe(`UPDATE "${table}" SET "${lastUsed}" = ? WHERE ${due}`, now, ...ids, before)
  },

  async lockTokensOf({ client, table, tokenColumn }) {
    // Takes the write lock, and changes nothing.
    await client.$executeRawUnsafe(`UPDATE "${table}" SET "${tokenColumn}" = "${tokenColumn}" WHERE 0`)
  },

  lockForRotation: () => Promise.resolve(),
  lockForRevocation: () => Promise.resolve(),
  findUsableTokens,
}
