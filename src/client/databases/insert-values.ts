import type { RawRows } from '../raw-insertion.js'
import { removeTokens } from '../remove-tokens.js'
import type { TokenModel } from '../token-model.js'
import type { AppRecord } from '../token-row.js'

/** Inserts rows by a list of values, and reads them back by Prisma, which knows their types. */
export async function insertValues(
  { client, delegate, raw, table, columnOf }: TokenModel,
  { fields, rows }: RawRows,
  quoted: (name: string) => string,
): Promise<AppRecord[]> {
  const columns = fields.map((field) => quoted(columnOf(field))).join(', ')
  const places = `(${fields.map(() => '?').join(', ')})`
  const isJson = fields.map((field) => raw?.fields.get(field)?.type === 'Json')
  const values = rows.flatMap((row) =>
    fields.map((field, index) => (isJson[index] ? JSON.stringify(row[field]) : row[field])),
  )
  const sql = `INSERT INTO ${quoted(table)} (${columns}) VALUES ${rows.map(() => places).join(', ')}`
  await client.$executeRawUnsafe(sql, ...values)
  const digests = rows.map(({ token }) => String(token))
  try {
    return await delegate.findMany({ where: { token: { in: digests } }, omit: { token: false } })
  } catch (error) {
    await removeTokens(delegate, digests)
    throw error
  }
}
