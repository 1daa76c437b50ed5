import { WebAPITokenTransactionError } from '../../outcomes/errors.js'
import type { Id } from '../id.js'
import { findFullRow } from '../full-row.js'
import { isTransactionClient } from '../is-transaction-client.js'
import { ownTransaction } from '../own-transaction.js'
import type { TokenClient } from '../token-client.js'
import type { TokenModel } from '../token-model.js'
import { write } from '../write.js'
import type { TokenRow } from '../token-row.js'
import { countedColumns, type Database } from './database.js'
import { findUsableTokens } from './find-usable-tokens.js'
import { insertValues } from './insert-values.js'
import { idsOf, needsReminder } from './needs-reminder.js'

/** MySQL and MariaDB: no RETURNING, and REPEATABLE READ by default. */
export const mysql: Database = {
  abortsTransactionOnError: false,
  sharesOneConnection: false,
  readsSnapshots: true,
  missesSuccessors: false,
  insertsInTwoSteps: true,
  returnsUpdated: false,
  lockingIsolation: ({ ownerTable }) => (ownerTable ? {} : { isolationLevel: 'RepeatableRead' }),
  maxIdsPerStatement: 400,
  hasTransactions: true,
  maxValuesPerStatement: 65_535,
  defaultTimestampDigits: 0,

  isLockTimeout: () => false,

  noteUses({ client, table, columnOf }, ids, now, before) {
    const [id, lastUsed] = [quoted(columnOf('id')), quoted(columnOf('lastUsed'))]
    const where = `WHERE ${id} IN (${placeholders(ids)})`
    const due = `SELECT ${id} AS id FROM ${quoted(table)} ${where} AND (${lastUsed} IS NULL OR ${lastUsed} <= ?) FOR UPDATE SKIP LOCKED`
    // Not one UPDATE with a subquery: that waits for the rows which the subquery has left out.
    return ownTransaction(client, async (tx) => {
      const rows = (await tx.$queryRawUnsafe(due, ...ids, before)) as { id: Id }[]
      if (rows.length === 0) return 0
      const locked = rows.map((row) => row.id)
      const sql = `UPDATE ${quoted(table)} SET ${lastUsed} = ? WHERE ${id} IN (${placeholders(locked)})`
      return tx.$executeRawUnsafe(sql, now, ...locked)
    })
  },

  async claimReminders(model, ids, { now, end }) {
    const { client, table, columnOf } = model
    const id = quoted(columnOf('id'))
    const condition = needsReminder(model, quoted, ['?', '?'])
    const due = `SELECT ${id} AS id FROM ${quoted(table)} WHERE ${id} IN (${placeholders(ids)}) AND ${condition} FOR UPDATE SKIP LOCKED`
    const lockAndMark = async (tx: TokenClient) => {
      const locked = idsOf(await tx.$queryRawUnsafe(due, ...ids, now, end))
      if (locked.length === 0) return []
      const sql = `UPDATE ${quoted(table)} SET ${quoted(columnOf('expiryNotified'))} = ? WHERE ${id} IN (${placeholders(locked)})`
      await tx.$executeRawUnsafe(sql, now, ...locked)
      return locked
    }
    return isTransactionClient(client) ? lockAndMark(client) : ownTransaction(client, lockAndMark)
  },

  rawAdapters: ['@prisma/adapter-mariadb'],
  maxRawValues: 65_535,
  insertRaw: (model, rows) => insertValues(model, rows, quoted),

  async insertMany({ delegate }, data) {
    await delegate.createMany({ data })
    return delegate.findMany({ where: { token: { in: data.map(({ token }) => token) } }, omit: { token: false } })
  },

  async updateReturningId(model, row, data, condition) {
    const where = { AND: [row, condition] }
    const { count } = await write(model, (delegate) => delegate.updateMany({ where, data }))
    if (count === 0) return undefined
    if (Object.hasOwn(row, 'id')) return row.id as Id
    return (await model.reader.findFirst({ where: row, select: { id: true } }))?.id
  },

  async lockRow(model, where, now, { hasRead }) {
    const { delegate } = model
    // A transaction sees its own changes; of two different values, at least one is a change.
    if (hasRead) await delegate.updateMany({ where, data: { lastUpdated: new Date(now.getTime() + 1) } })
    const { count } = await delegate.updateMany({ where, data: { lastUpdated: now } })
    return count === 0 ? null : findFullRow(model, where)
  },

  async lockTokensOf(model, ownerIds, { isAppTransaction }) {
    const { client, ownerTable } = model
    if (!ownerTable) return lockGapsOf(model, ownerIds, isAppTransaction)
    const id = quoted(ownerTable.idColumn)
    const sql = `SELECT ${id} FROM ${quoted(ownerTable.name)} WHERE ${id} IN (${placeholders(ownerIds)}) ORDER BY ${id} FOR UPDATE`
    await client.$queryRawUnsafe(sql, ...ownerIds)
  },

  // Its UPDATE sees the successor of a row that it has waited for.
  lockForRotation: () => Promise.resolve(),
  lockForRevocation: () => Promise.resolve(),

  findUsableTokens(model, ownerIds, now, { hasRead }) {
    return hasRead ? findLatestUsableTokens(model, ownerIds, now) : findUsableTokens(model, ownerIds, now)
  },
}

/**
 * A locking read sees the current rows. It also locks gaps, in which other users' tokens belong, so that their insertion may
 * deadlock.
 */
async function findLatestUsableTokens(model: TokenModel, ownerIds: readonly Id[], now: Date): Promise<TokenRow[]> {
  const column = (field: string) => quoted(model.columnOf(field))
  const columns = countedColumns(model)
    .map((field) => `${column(field)} AS ${field}`)
    .join(', ')
  const sql = `SELECT ${columns} FROM ${quoted(model.table)}
    WHERE ${column(model.ownerField)} IN (${placeholders(ownerIds)}) AND ${column('valid')} = 1
    AND (${column('expires')} IS NULL OR ${column('expires')} > ?) FOR UPDATE`
  const rows = (await model.client.$queryRawUnsafe(sql, ...ownerIds, now)) as TokenRow[]
  // A raw query has 0 and 1 for false and true.
  return rows.map((row) => ({ ...row, retireOnFirstUse: Number(row.retireOnFirstUse) === 1 }))
}

/**
 * Without a table of the owners, locks the gaps in the index of their tokens, as REPEATABLE READ does. Two calls can both hold one:
 * the first to insert then meets a deadlock, and is retried. That takes a transaction of our own.
 */
async function lockGapsOf(model: TokenModel, ownerIds: readonly Id[], isAppTransaction: boolean): Promise<void> {
  if (isAppTransaction) {
    throw new WebAPITokenTransactionError(
      'ERR_WEBAPI_TOKEN_ISOLATION_LEVEL',
      'On MySQL, a limit cannot be kept in a transaction of the app when the owner has no relation: call outside the transaction. Nothing was written',
    )
  }
  const owner = quoted(model.columnOf(model.ownerField))
  const sql = `SELECT ${quoted(model.columnOf('id'))} FROM ${quoted(model.table)} WHERE ${owner} IN (${placeholders(ownerIds)}) FOR UPDATE`
  await model.client.$queryRawUnsafe(sql, ...ownerIds)
}

function quoted(name: string): string {
  return `\`${name}\``
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
