import type { Id } from '../id.js'
import { findFullRow } from '../full-row.js'
import type { TokenField } from '../token-fields.js'
import type { TokenModel } from '../token-model.js'
import { write } from '../write.js'
import { countedColumns, type CountedToken, type Database } from './database.js'
import { findUsableTokens } from './find-usable-tokens.js'

/** MySQL and MariaDB: no RETURNING, and REPEATABLE READ by default. */
export const mysql: Database = {
  abortsTransactionOnError: false,
  sharesOneConnection: false,
  readsSnapshots: true,
  missesSuccessors: false,
  insertsInTwoSteps: true,
  lockingIsolation: {},
  maxValuesPerStatement: 65_535,
  defaultTimestampDigits: 0,

  isLockTimeout: () => false,

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

  async lockTokensOf({ client, userTable }, userIds) {
    const id = quoted(userTable.idColumn)
    const sql = `SELECT ${id} FROM ${quoted(userTable.name)} WHERE ${id} IN (${placeholders(userIds)}) ORDER BY ${id} FOR UPDATE`
    await client.$queryRawUnsafe(sql, ...userIds)
  },

  // Its UPDATE sees the successor of a row that it has waited for.
  lockForRotation: () => Promise.resolve(),
  lockForRevocation: () => Promise.resolve(),

  findUsableTokens(model, userIds, now, { hasRead }) {
    return hasRead ? findLatestUsableTokens(model, userIds, now) : findUsableTokens(model, userIds, now)
  },
}

/**
 * A locking read sees the current rows. It also locks gaps, in which other users' tokens belong, so that their insertion may
 * deadlock.
 */
async function findLatestUsableTokens(model: TokenModel, userIds: readonly Id[], now: Date): Promise<CountedToken[]> {
  const column = (field: TokenField) => quoted(model.columnOf(field))
  const columns = countedColumns.map((field) => `${column(field)} AS ${field}`).join(', ')
  const sql = `SELECT ${columns} FROM ${quoted(model.table)}
    WHERE ${column('userId')} IN (${placeholders(userIds)}) AND ${column('valid')} = 1
    AND (${column('expires')} IS NULL OR ${column('expires')} > ?) FOR UPDATE`
  const rows = (await model.client.$queryRawUnsafe(sql, ...userIds, now)) as CountedToken[]
  // A raw query has 0 and 1 for false and true.
  return rows.map((row) => ({ ...row, retireOnFirstUse: Number(row.retireOnFirstUse) === 1 }))
}

function quoted(name: string): string {
  return `\`${name}\``
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
