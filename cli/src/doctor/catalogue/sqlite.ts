import type { TokenModel } from '../../../../src/client/token-model.js'
import { indexesOf, isSet } from './indexes.js'
import type { Query, Table } from './table.js'

const columns = 'SELECT name, type, "notnull" AS required, dflt_value AS default_value, pk FROM pragma_table_info(?)'

const indexes = `
  SELECT l.name AS name, x.name AS column_name, x.coll AS collation, l."unique" AS is_unique, l.partial AS is_partial
  FROM pragma_index_list(?) AS l JOIN pragma_index_xinfo(l.name) AS x
  WHERE x.key = 1 ORDER BY l.name, x.seqno`

export async function sqliteTable(query: Query, { table, tokenColumn }: TokenModel): Promise<Table> {
  const indexRows = await query(indexes, table)
  // Only an index tells the collation of its columns.
  const collations = indexRows.filter((row) => row.column_name === tokenColumn).map((row) => String(row.collation))
  const looseCollation = collations.find((name) => name !== 'BINARY')
  return {
    columns: (await query(columns, table)).map((row) => ({
      name: String(row.name),
      type: String(row.type)
        .toLowerCase()
        .replace(/\(.*\)/, ''),
      isNullable: !isSet(row.required) && Number(row.pk) === 0,
      // An integer that is the primary key gets a value by itself.
      hasDefault: row.default_value !== null || Number(row.pk) > 0,
      looseCollation: row.name === tokenColumn ? looseCollation : undefined,
    })),
    indexes: indexesOf(indexRows, (row) => ({
      index: String(row.name),
      column: row.column_name as string | null,
      isUnique: isSet(row.is_unique),
      isPartial: isSet(row.is_partial),
      isValid: true,
      isDeferred: false,
    })),
  }
}
