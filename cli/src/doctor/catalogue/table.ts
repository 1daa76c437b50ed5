import type { TokenModel } from '../../../../src/client/token-model.js'
import type { Row } from '../check.js'
import type { Provider } from '../provider.js'
import { mysqlTable } from './mysql.js'
import { postgresqlTable } from './postgresql.js'
import { sqliteTable } from './sqlite.js'

/** A column as the database has it. */
export interface Column {
  readonly name: string
  /** The type in lower case, without its length. */
  readonly type: string
  /** The maximum number of characters; undefined where there is none. */
  readonly length?: number | undefined
  /** The digits of a second. */
  readonly precision?: number | undefined
  readonly isNullable: boolean
  readonly hasDefault: boolean
  /** The collation, if it takes different texts for equal. */
  readonly looseCollation?: string | undefined
}

export interface Index {
  readonly name: string
  /** Null for an expression, or a part of a column. */
  readonly columns: readonly (string | null)[]
  readonly isUnique: boolean
  /** Whether it has all rows. */
  readonly isPartial: boolean
  /** Whether the database uses it. */
  readonly isValid: boolean
  /** Whether it is checked only at the end of a transaction. */
  readonly isDeferred: boolean
}

export interface Table {
  readonly columns: readonly Column[]
  readonly indexes: readonly Index[]
}

export type Query = (sql: string, ...values: readonly unknown[]) => Promise<Row[]>

const readers: Readonly<Record<Provider, (query: Query, model: TokenModel) => Promise<Table>>> = {
  postgresql: postgresqlTable,
  mysql: mysqlTable,
  sqlite: sqliteTable,
}

/** Reads what the database tells of the tokens' table; undefined when there is none. */
export async function readTable(provider: Provider, query: Query, model: TokenModel): Promise<Table | undefined> {
  const table = await readers[provider](query, model)
  return table.columns.length === 0 ? undefined : table
}
