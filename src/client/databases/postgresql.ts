import type { AppRecord, TokenData } from '../token-row.js'
import type { NamedRow } from '../update-named.js'
import type { Database } from './database.js'
import { findUsableTokens } from './find-usable-tokens.js'
import { idsOf, needsReminder } from './needs-reminder.js'
import { assertReadsLatest, lockForRevocation, lockForRotation, lockOwners } from './postgresql-locks.js'
import { withReturning } from './with-returning.js'

function quoted(...names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
}

/** Returns the rows as JSON, by column. */
function jsonOf(rows: readonly TokenData[], fields: readonly string[], columnOf: (field: string) => string): string {
  const named = fields.map((field) => [field, columnOf(field)] as const)
  const byColumn = rows.map((row) => {
    // A loop, since Object.fromEntries takes most of the time of an insertion.
    const columns: Record<string, unknown> = {}
    for (const [field, column] of named) columns[column] = inJson(row[field])
    return columns
  })
  return JSON.stringify(byColumn)
}

/** A number of JSON has no place for every bigint. */
function inJson(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

export const postgresql: Database = {
  ...withReturning,
  abortsTransactionOnError: true,
  sharesOneConnection: false,
  readsSnapshots: false,
  missesSuccessors: true,
  // Stricter levels read a snapshot from before the first lock.
  lockingIsolation: () => ({ isolationLevel: 'ReadCommitted' }),
  maxIdsPerStatement: 400,
  hasTransactions: true,
  maxValuesPerStatement: 999,
  defaultTimestampDigits: 6,
  isLockTimeout: () => false,
  noteUses({ client, qualifiedTable, columnOf }, ids, now, before) {
    const [table, id, lastUsed] = [quoted(...qualifiedTable), quoted(columnOf('id')), quoted(columnOf('lastUsed'))]
    const due = `SELECT ${id} FROM ${table} WHERE ${id} = ANY($1) AND (${lastUsed} IS NULL OR ${lastUsed} <= $3) FOR NO KEY UPDATE SKIP LOCKED`
    const sql = `WITH due AS (${due}) UPDATE ${table} AS tokens SET ${lastUsed} = $2 FROM due WHERE tokens.${id} = due.${id}`
    return client.$executeRawUnsafe(sql, ids, now, before)
  },
  async claimReminders(model, ids, { now, end }) {
    const { client, qualifiedTable, columnOf } = model
    const [table, id] = [quoted(...qualifiedTable), quoted(columnOf('id'))]
    const condition = needsReminder(model, quoted, ['$2', '$3'])
    const due = `SELECT ${id} FROM ${table} WHERE ${id} = ANY($1) AND ${condition} FOR NO KEY UPDATE SKIP LOCKED`
    const set = `SET ${quoted(columnOf('expiryNotified'))} = $2`
    const sql = `WITH due AS (${due}) UPDATE ${table} AS tokens ${set} FROM due WHERE tokens.${id} = due.${id} RETURNING tokens.${id} AS id`
    return idsOf(await client.$queryRawUnsafe(sql, ids, now, end))
  },
  rawAdapters: ['@prisma/adapter-pg', 'pglite-prisma-adapter'],
  // All rows are one value.
  maxRawValues: Infinity,
  async insertRaw({ client, qualifiedTable, columnNames, columnOf, tokenColumn }, { fields, rows }, { skipTaken }) {
    const table = quoted(...qualifiedTable)
    const columns = fields.map((field) => quoted(columnOf(field))).join(', ')
    const returned = columnNames.map((field) => `${quoted(columnOf(field))} AS ${quoted(field)}`).join(', ')
    const conflict = skipTaken ? `ON CONFLICT (${quoted(tokenColumn)}) DO NOTHING ` : ''
    // The table has the types of the values.
    const given = `SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`
    const sql = `INSERT INTO ${table} (${columns}) ${given} ${conflict}RETURNING ${returned}`
    return (await client.$queryRawUnsafe(sql, jsonOf(rows, fields, columnOf))) as AppRecord[]
  },
  async updateNamedRaw({ client, qualifiedTable, columnOf }, named, values, data) {
    const parameters: unknown[] = []
    const column = (field: string) => quoted(columnOf(field))
    const equals = ([field, value]: [string, unknown]) => `${column(field)} = $${parameters.push(value)}`
    const set = Object.entries(data).map(equals).join(', ')
    const conditions = Object.entries(values).map(equals)
    const listed = (['id', 'token'] as const).filter((field) => named[field].length > 0)
    const isNamed = listed.map((field) => `${column(field)} = ANY($${parameters.push(named[field])})`).join(' OR ')
    const where = [...conditions, `(${isNamed})`].join(' AND ')
    const sql = `UPDATE ${quoted(...qualifiedTable)} SET ${set} WHERE ${where} RETURNING ${column('id')} AS id, ${column('token')} AS token`
    return (await client.$queryRawUnsafe(sql, ...parameters)) as NamedRow[]
  },
  async lockTokensOf(model, ownerIds) {
    assertReadsLatest(await lockOwners(model, ownerIds))
  },
  lockForRotation,
  lockForRevocation,
  findUsableTokens,
}
