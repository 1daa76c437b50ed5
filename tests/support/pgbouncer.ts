import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort, giveTo } from './host.js'
import { startServer } from './server-process.js'

/** A pooler in transaction mode before one database. */
export interface Pooler {
  /** The database by way of the pooler. */
  readonly url: string
  stop(): Promise<void>
}

export interface PoolerOptions {
  /** How many named statements it keeps on each connection to the server; with 0 it knows of none. */
  readonly maxPreparedStatements: number
  /** How many connections to the server it opens. */
  readonly poolSize?: number
}

/** The first version that passes on named statements in transaction mode. */
const firstWithNames = [1, 21] as const

const command = [process.env.PGBOUNCER, '/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer'].find(
  (path) => path && existsSync(path),
)

/** Why there can be no pooler here. */
export function pgbouncerMissing({ withNames = false } = {}): string | undefined {
  if (!command) return 'there is no PgBouncer on this machine, nor does PGBOUNCER name one'
  const version = pgbouncerVersion()
  if (withNames && !passesNames(version)) return `PgBouncer ${version} is older than ${firstWithNames.join('.')}`
  return undefined
}

/** Such as `1.24.1`. */
function pgbouncerVersion(): string {
  const output = command ? execFileSync(command, ['--version']).toString() : ''
  return /\d+\.\d+(?:\.\d+)?/.exec(output)?.[0] ?? '0.0'
}

export function passesNames(version = pgbouncerVersion()): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > firstWithNames[0] || (major === firstWithNames[0] && minor >= firstWithNames[1])
}

const isolationLevels = ['read uncommitted', 'read committed', 'repeatable read', 'serializable'] as const

/**
 * The same database by way of the same pooler, with a default level of isolation: a setting that comes along with a connection to
 * the pooler, such as pg's `options`, would not reach the connections to the server.
 */
export function urlAtIsolation(url: string, level: string): string {
  const other = new URL(url)
  other.pathname += aliasOf(level)
  return other.href
}

function aliasOf(level: string): string {
  return `_${level.toLowerCase().replace(' ', '_')}`
}

/** Starts a pooler of the test's own. `direct` is the URL of the database on its server. */
export async function startPgbouncer(
  direct: string,
  { maxPreparedStatements, poolSize = 40 }: PoolerOptions,
): Promise<Pooler> {
  const { hostname, port: serverPort, username, password, pathname } = new URL(direct)
  const folder = await mkdtemp(join(tmpdir(), 'webapi-token-pgbouncer-'))
  giveTo('postgres', folder)
  const port = await freePort()
  const login = [`user=${username}`, ...(password ? [`password=${decodeURIComponent(password)}`] : [])].join(' ')
  const server = `host=${hostname} port=${serverPort || 5432} ${login}`
  const name = pathname.slice(1)
  const settings = [
    '[databases]',
    ...isolationLevels.map((level) => {
      const query = `connect_query='SET default_transaction_isolation = ''${level}'''`
      return `${name}${aliasOf(level)} = ${server} dbname=${name} ${query}`
    }),
    `* = ${server}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
    'max_client_conn = 500',
    ...(passesNames() ? [`max_prepared_statements = ${maxPreparedStatements}`] : []),
  ]
  const configuration = join(folder, 'pgbouncer.ini')
  await writeFile(configuration, settings.join('\n') + '\n')
  giveTo('postgres', configuration)
  const log = join(folder, 'log')
  const pgbouncer = await startServer({ command: command ?? '', args: [configuration], port, log })
  const url = new URL(direct)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    async stop() {
      // At once: whoever is still connected would otherwise be waited for.
      await pgbouncer.stop('SIGQUIT')
      await rm(folder, { recursive: true })
    },
  }
}
