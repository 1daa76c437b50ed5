import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'

import type { PrismaClient } from '../../generated/test/sqlite/client.js'
import { pgbouncerMissing, startPgbouncer } from './pgbouncer.js'

/** The conformance suite calls what the clients of all providers have in common; their types are tested elsewhere. */
export type TestClient = PrismaClient

export type Provider = 'sqlite' | 'postgresql' | 'mysql'

/** One kind of database that the suite runs on. */
export interface DatabaseKind {
  readonly name: string
  /** What tells it from another way to the same kind of database, whose tests are the same. */
  readonly title?: string
  readonly provider: Provider
  /** Why it cannot be used here. */
  readonly missing: string | undefined
  /** Whether another process can open the same database. */
  readonly multiProcess: boolean
  /** Whether connections to the server are shared by transactions, and settings of a connection do not reach them. */
  readonly isPooled?: boolean
  /** Whether a connection to the server keeps plans, which a change of a column's type would make useless. */
  readonly keepsPlans?: boolean
  open(): Promise<OpenDatabase>
}

/** An empty database of a test file's own. */
interface OpenDatabase {
  /** What another process connects to. */
  readonly url: string
  adapter(): Promise<SqlDriverAdapterFactory>
  /** Ends what leads to it, also where the database itself is kept. */
  leave?(): Promise<void>
  remove(): Promise<void>
}

export interface TestDatabase {
  readonly kind: DatabaseKind
  readonly url: string
  readonly prisma: TestClient
  /** Another client on the same database. */
  connect(options?: object): Promise<TestClient>
  close(): Promise<void>
}

/** Milliseconds that nothing here takes, on however busy a machine: Prisma's own limits are of seconds. */
const patience = 600_000

/** For transactions that wait for each other. */
const patient = { maxWait: patience, timeout: patience }

/** For connections to a busy server. */
const patientConnections = { connectTimeout: patience, acquireTimeout: patience }

/** In a URL, for processes too: each statement about a table of PostgreSQL's has a name, as in docs/performance.md. */
const namesStatements = 'named_statements'

/** In a URL, for processes too: no prepared statements, as a Galera cluster needs it. */
const textProtocol = 'text_protocol'

const nameOf = ({ sql }: { sql: string }) =>
  sql.includes('"') ? createHash('sha256').update(sql).digest('base64url') : ''

/** `timeout`: milliseconds of a wait for SQLite's lock. */
export const adapters = {
  libsql: async (url: string, timeout = patience) => {
    const { PrismaLibSql } = await import('@prisma/adapter-libsql')
    return new PrismaLibSql({ url, timeout })
  },
  betterSqlite3: async (url: string, timeout = patience) => {
    const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3')
    return new PrismaBetterSqlite3({ url, timeout })
  },
  postgresql: async (url: string, connections = 10) => {
    const { PrismaPg } = await import('@prisma/adapter-pg')
    const naming = new URL(url).searchParams.has(namesStatements) ? { statementNameGenerator: nameOf } : {}
    return new PrismaPg({ connectionString: url, max: connections }, naming)
  },
  mariadb: async (url: string, connections = 10, timeouts: object = patientConnections) => {
    const { PrismaMariaDb } = await import('@prisma/adapter-mariadb')
    const { hostname, port, username, password, pathname, searchParams } = new URL(url)
    const config = {
      host: hostname,
      port: Number(port || 3306),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: pathname.slice(1),
      connectionLimit: connections,
      ...timeouts,
      // By default all of them are opened at once, and many clients together are too many for the server.
      minimumIdle: 1,
    }
    return new PrismaMariaDb(config, { useTextProtocol: searchParams.has(textProtocol) })
  },
}

async function openFile(connect: (url: string) => Promise<SqlDriverAdapterFactory>): Promise<OpenDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'webapi-token-'))
  const url = `file:${join(folder, 'test.db')}`
  return { url, adapter: () => connect(url), remove: () => rm(folder, { recursive: true }) }
}

async function openServer(
  server: string,
  connect: (url: string) => Promise<SqlDriverAdapterFactory>,
  drop: (name: string) => string,
): Promise<OpenDatabase> {
  const name = `webapi_token_${randomBytes(6).toString('hex')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  async function runOnServer(sql: string) {
    const connection = await (await connect(server)).connect()
    await connection.executeRaw({ sql, args: [], argTypes: [] })
    await connection.dispose()
  }
  await runOnServer(`CREATE DATABASE ${name}`)
  return { url: url.href, adapter: () => connect(url.href), remove: () => runOnServer(drop(name)) }
}

async function openByPgbouncer({ withNames }: { withNames: boolean }): Promise<OpenDatabase> {
  const direct = await databaseKind('PostgreSQL').open()
  const pooler = await startPgbouncer(direct.url, { maxPreparedStatements: withNames ? 100 : 0 })
  const url = new URL(pooler.url)
  if (withNames) url.searchParams.set(namesStatements, 'yes')
  const adapter = () => adapters.postgresql(url.href)
  return { url: url.href, adapter, leave: () => pooler.stop(), remove: () => direct.remove() }
}

const postgresUrl = process.env.TEST_POSTGRES_URL
const mariadbUrl = process.env.TEST_MARIADB_URL

export const databaseKinds: readonly DatabaseKind[] = [
  {
    name: 'libSQL',
    provider: 'sqlite',
    missing: undefined,
    multiProcess: true,
    open: () => openFile(adapters.libsql),
  },
  {
    name: 'better-sqlite3',
    provider: 'sqlite',
    missing: undefined,
    multiProcess: true,
    open: () => openFile(adapters.betterSqlite3),
  },
  {
    name: 'PGlite',
    provider: 'postgresql',
    missing: undefined,
    multiProcess: false,
    async open() {
      const { PGlite } = await import('@electric-sql/pglite')
      const { PrismaPGlite } = await import('pglite-prisma-adapter')
      const pglite = await PGlite.create()
      const adapter = new PrismaPGlite(pglite) as unknown as SqlDriverAdapterFactory
      return { url: 'memory', adapter: () => Promise.resolve(adapter), remove: () => pglite.close() }
    },
  },
  {
    name: 'PostgreSQL',
    provider: 'postgresql',
    missing: postgresUrl ? undefined : 'TEST_POSTGRES_URL is not set',
    multiProcess: true,
    open: () => openServer(postgresUrl ?? '', adapters.postgresql, (name) => `DROP DATABASE ${name} WITH (FORCE)`),
  },
  {
    name: 'MariaDB',
    provider: 'mysql',
    missing: mariadbUrl ? undefined : 'TEST_MARIADB_URL is not set',
    multiProcess: true,
    open: () => openServer(mariadbUrl ?? '', adapters.mariadb, (name) => `DROP DATABASE ${name}`),
  },
]

/** PostgreSQL by way of PgBouncer in transaction mode. */
const pooledKinds: readonly DatabaseKind[] = [false, true].map((withNames) => ({
  name: 'PostgreSQL',
  title: withNames ? 'PostgreSQL by PgBouncer with named statements' : 'PostgreSQL by PgBouncer',
  provider: 'postgresql',
  get missing() {
    return databaseKind('PostgreSQL').missing ?? pgbouncerMissing({ withNames })
  },
  multiProcess: true,
  isPooled: true,
  keepsPlans: withNames,
  open: () => openByPgbouncer({ withNames }),
}))

/** By its title, or the name of a kind that has none. */
export function databaseKind(name: string): DatabaseKind {
  const kind = [...databaseKinds, ...pooledKinds].find(({ title, name: ownName }) => (title ?? ownName) === name)
  if (!kind) throw new TypeError(`No database "${name}"`)
  return kind
}

const clients: Record<Provider, () => Promise<{ PrismaClient: unknown }>> = {
  sqlite: () => import('../../generated/test/sqlite/client.js'),
  postgresql: () => import('../../generated/test/postgresql/client.js'),
  mysql: () => import('../../generated/test/mysql/client.js'),
}

/** A client of the provider on any adapter. */
export async function connectClient(provider: Provider, adapter: SqlDriverAdapterFactory, options: object = {}) {
  const { PrismaClient } = await clients[provider]()
  return new (PrismaClient as new (options: object) => TestClient)({ adapter, transactionOptions: patient, ...options })
}

/** A client in another process on a database that the test has made. `timeout`: of a wait for SQLite's lock. */
export async function connectTo(
  name: string,
  url: string,
  options: object = {},
  timeout?: number,
): Promise<TestClient> {
  const connect = { libSQL: adapters.libsql, 'better-sqlite3': adapters.betterSqlite3 }[name]
  if (connect) return connectClient('sqlite', await connect(url, timeout), options)
  return name === 'PostgreSQL'
    ? connectClient('postgresql', await adapters.postgresql(url), options)
    : connectClient('mysql', await adapters.mariadb(url), options)
}

/** Makes a database with the committed migrations and the tables of the tests' apps. */
export async function createDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  const database = await kind.open()
  const opened: TestClient[] = []
  const connect = async (options: object = {}) => {
    const client = await connectClient(kind.provider, await database.adapter(), options)
    opened.push(client)
    // Durability is not what is tested, and most of the time goes into it.
    if (kind.provider === 'sqlite') await client.$queryRawUnsafe('PRAGMA synchronous = OFF')
    return client
  }
  const prisma = await connect()
  if (kind.provider === 'sqlite') await prisma.$queryRawUnsafe('PRAGMA journal_mode = WAL')
  for (const statement of await schemaOf(kind.provider)) await prisma.$executeRawUnsafe(statement)
  return {
    kind,
    url: database.url,
    prisma,
    connect,
    async close() {
      // Whoever closes last cleans up, and would wait for a lock that a failed test has left behind.
      if (kind.provider === 'sqlite') await prisma.$queryRawUnsafe('PRAGMA busy_timeout = 1000')
      await Promise.all(opened.map((client) => client.$disconnect()))
      await database.leave?.()
      // A failed test leaves its database behind for a look, unless it would keep this process running.
      const isKept = kind.multiProcess && (globalThis as { testFailed?: boolean }).testFailed
      if (isKept) console.error(`Kept: ${database.url}`)
      else await database.remove()
    },
  }
}

export async function schemaOf(provider: Provider): Promise<string[]> {
  const migrations = new URL(`../../prisma/migrations/${provider}/`, import.meta.url)
  const folders = (await readdir(migrations, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const files = folders
    .map((folder) => new URL(`${folder.name}/migration.sql`, migrations))
    .sort((a, b) => a.href.localeCompare(b.href))
  files.push(new URL(`../schema/${provider}.sql`, import.meta.url))
  const scripts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return scripts
    .flatMap((script) => script.replace(/^\s*--.*$/gm, '').split(/;\s*$/m))
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}
