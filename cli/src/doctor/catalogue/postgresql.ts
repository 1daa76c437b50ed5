import type { TokenModel } from '../../../../src/client/token-model.js'
import type { Row } from '../check.js'
import { tableName } from '../identifier.js'
import { indexesOf, isSet } from './indexes.js'
import type { Column, Query, Table } from './table.js'

// The catalogue, which everybody may read, and not information_schema, which leaves out what a role has no privilege for.
const columns = `
  SELECT a.attname::text AS name, t.typname::text AS type, a.atttypmod::int AS modifier, NOT a.attnotnull AS nullable,
    (a.atthasdef OR a.attidentity <> '') AS defaulted,
    CASE WHEN NOT c.collisdeterministic THEN c.collname::text END AS collation
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_collation c ON c.oid = a.attcollation
  WHERE a.attrelid = to_regclass($1::text) AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum`

const indexes = `
  SELECT i.relname::text AS name, a.attname::text AS "column", x.indisunique AS is_unique,
    x.indpred IS NOT NULL AS is_partial, x.indisvalid AND x.indisready AS is_valid, NOT x.indimmediate AS is_deferred
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (attnum, position)
  LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum AND k.attnum > 0
  WHERE x.indrelid = to_regclass($1::text) AND k.position <= x.indnkeyatts
  ORDER BY i.relname, k.position`

export async function postgresqlTable(query: Query, model: TokenModel): Promise<Table> {
  const table = tableName('postgresql', model)
  return {
    columns: (await query(columns, table)).map(columnOf),
    indexes: indexesOf(await query(indexes, table), (row) => ({
      index: String(row.name),
      column: row.column as string | null,
      isUnique: isSet(row.is_unique),
      isPartial: isSet(row.is_partial),
      isValid: isSet(row.is_valid),
      isDeferred: isSet(row.is_deferred),
    })),
  }
}

function columnOf(row: Row): Column {
  const type = String(row.type)
  const modifier = Number(row.modifier)
  return {
    name: String(row.name),
    type,
    // The modifier of a text counts four bytes of its own; without one it is -1.
    length: (type === 'varchar' || type === 'bpchar') && modifier > 4 ? modifier - 4 : undefined,
    precision: type.startsWith('timestamp') ? (modifier < 0 ? 6 : modifier) : undefined,
    isNullable: isSet(row.nullable),
    hasDefault: isSet(row.defaulted),
    looseCollation: type === 'citext' ? 'citext' : ((row.collation as string | null) ?? undefined),
  }
}
