import type { Check } from '../check.js'
import { finding } from '../finding.js'
import { tableName } from '../identifier.js'

const statement = `SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
  WHERE NOT has_table_privilege(to_regclass($1::text)::oid, privilege)`

export const privileges: Check = {
  name: 'privileges',
  providers: ['postgresql'],
  async run({ provider, model, query }) {
    const table = tableName(provider, model)
    const missing = (await query(statement, table)).map(({ privilege }) => String(privilege))
    return missing.map((privilege) =>
      finding(
        'privilege-missing',
        `The role of the connection lacks ${privilege} on ${table}.`,
        privilege === 'DELETE'
          ? `It is needed to prune tokens only: GRANT DELETE ON ${table} TO <role>;`
          : `GRANT ${privilege} ON ${table} TO <role>;`,
        privilege === 'DELETE' ? 'warning' : 'error',
      ),
    )
  },
}
