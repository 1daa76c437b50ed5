import { providerOf } from '../../../../src/client/prisma-internals.js'
import type { Check } from '../check.js'
import { finding, type Finding } from '../finding.js'

const statements = {
  postgresql: `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS read_only,
    current_setting('server_version') AS version`,
  mysql: `SELECT CASE WHEN @@global.read_only THEN 1 ELSE 0 END AS read_only, VERSION() AS version`,
}

export const server: Check = {
  name: 'server',
  // SQLite comes with its adapter.
  providers: ['postgresql', 'mysql'],
  async run({ provider, model, query }) {
    const dialect = provider === 'mysql' ? 'mysql' : 'postgresql'
    const [row] = await query(statements[dialect])
    const isReadOnly = row?.read_only === true || Number(row?.read_only) === 1
    const version = String(row?.version)
    return [
      ...(isReadOnly ? [readOnly] : []),
      // CockroachDB counts its versions in a way of its own.
      ...(providerOf(model.client) === 'cockroachdb' ? [] : outdated(dialect, version)),
    ]
  },
}

const readOnly = finding(
  'database-read-only',
  'The database takes no writes: it is a standby, or read-only. No token can be made, revoked or noted as used.',
  'Connect to the primary.',
)

/** Returns what is wrong with a version: the library locks with SKIP LOCKED, and hashes the names of locks on PostgreSQL. */
export function outdated(provider: 'postgresql' | 'mysql', version: string): Finding[] {
  const [major = 0, minor = 0, patch = 0] = version.split(/[^0-9]+/).map(Number)
  const isMariaDb = /mariadb/i.test(version)
  const [name, needed] =
    provider === 'postgresql'
      ? (['PostgreSQL', [11, 0, 0]] as const)
      : isMariaDb
        ? (['MariaDB', [10, 6, 0]] as const)
        : (['MySQL', [8, 0, 1]] as const)
  const given = [major, minor, patch]
  const at = needed.findIndex((number, index) => number !== given[index])
  if (at < 0 || (given[at] ?? 0) > (needed[at] ?? 0)) return []
  const message = `The server is ${name} ${given.join('.')}, which lacks statements that the library uses.`
  return [finding('database-version', message, `Upgrade it to ${name} ${needed.join('.')} or later.`)]
}
