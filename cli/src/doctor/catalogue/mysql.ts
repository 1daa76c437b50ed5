import type { TokenModel } from '../../../../src/client/token-model.js'
import type { Row } from '../check.js'
import { indexesOf, numberOf } from './indexes.js'
import type { Column, Query, Table } from './table.js'

const columns = `
  SELECT COLUMN_NAME AS name, DATA_TYPE AS type, CHARACTER_MAXIMUM_LENGTH AS length, DATETIME_PRECISION AS digits,
    IS_NULLABLE AS nullable, COLUMN_DEFAULT AS default_value, EXTRA AS extra, COLLATION_NAME AS collation
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`

const indexes = `
  SELECT INDEX_NAME AS name, COLUMN_NAME AS column_name, SUB_PART AS part, NON_UNIQUE AS non_unique
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?
  ORDER BY INDEX_NAME, SEQ_IN_INDEX`

export async function mysqlTable(query: Query, { table }: TokenModel): Promise<Table> {
  return {
    columns: (await query(columns, table)).map(columnOf),
    indexes: indexesOf(await query(indexes, table), (row) => ({
      index: String(row.name),
      // An index of the first characters only.
      column: row.part === null ? (row.column_name as string | null) : null,
      isUnique: Number(row.non_unique) === 0,
      isPartial: false,
      isValid: true,
      isDeferred: false,
    })),
  }
}

function columnOf(row: Row): Column {
  const collation = row.collation as string | null
  return {
    name: String(row.name),
    type: String(row.type).toLowerCase(),
    length: numberOf(row.length),
    precision: numberOf(row.digits),
    isNullable: row.nullable === 'YES',
    // MariaDB tells the default of a nullable column as the text NULL.
    hasDefault: row.default_value !== null || /auto_increment|generated/i.test(String(row.extra)),
    looseCollation: collation === null || /_bin$|^binary$/.test(collation) ? undefined : collation,
  }
}
