import type { DoctorContext } from '../check.js'
import { qualified } from '../identifier.js'

/** Returns a table of this name as a statement names it, from the schema of the tokens or the default one; undefined: there is none. */
export async function findTable(
  { provider, model, query }: Pick<DoctorContext, 'provider' | 'model' | 'query'>,
  name: string,
): Promise<string | undefined> {
  if (provider === 'postgresql') {
    for (const schema of [model.qualifiedTable[0], 'public']) {
      const table = qualified(provider, [schema, name])
      const [row] = await query('SELECT to_regclass($1::text) IS NOT NULL AS found', table)
      if (row?.found === true) return table
    }
    return undefined
  }
  const sql = {
    mysql: 'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
    sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?",
  }[provider]
  return (await query(sql, name)).length > 0 ? qualified(provider, [name]) : undefined
}
