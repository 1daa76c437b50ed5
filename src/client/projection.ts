import type { AppRecord, TokenRow } from './token-row.js'

/** The columns and relations that a look-up returns, as in Prisma's own queries. */
export interface Projection {
  readonly select?: Readonly<Record<string, unknown>> | undefined
  readonly include?: Readonly<Record<string, unknown>> | undefined
}

/** Returns Prisma's arguments for a projection, with the columns that the library needs, whatever the app omits. */
export function projectionArgs({ select, include }: Projection, neededColumns: Readonly<Record<string, true>>) {
  if (select && include) throw new TypeError('select and include cannot be used together')
  if (select) return { select: { ...select, ...neededColumns } }
  const omit = Object.fromEntries(Object.keys(neededColumns).map((column) => [column, false]))
  return { omit, ...(include && { include }) }
}

/** Returns what the app asked for, without the digest and the columns that only the library needs. */
export function projected(row: TokenRow, { select }: Projection): AppRecord {
  const { token: _digest, ...record } = row
  if (!select) return record
  return Object.fromEntries(Object.keys(record).flatMap((key) => (select[key] ? [[key, record[key]]] : [])))
}
