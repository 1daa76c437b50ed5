import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'

import { WebAPITokenRepository } from '../../src/index.js'
import {
  adapters,
  connectClient,
  createDatabase,
  databaseKind,
  type Provider,
  type TestDatabase,
} from '../../tests/support/databases.js'
import { describeUnless } from '../../tests/support/describe-unless.js'
import { outdated } from '../src/doctor/checks/server.js'
import { codesOf, examine } from './support/doctor-examination.js'

const usual = ['migrations-untracked', 'optional-fields-missing']
const omit = { webAPIToken: { token: true } }

/** Returns what is found by a client with another connection, beside that of the healthy database. */
async function unusual(provider: Provider, adapter: SqlDriverAdapterFactory, options: object = {}, setUp?: string) {
  const client = await connectClient(provider, adapter, { omit })
  try {
    if (setUp !== undefined) await client.$executeRawUnsafe(setUp)
    const tokens = new WebAPITokenRepository(client, { tokenType: 'acme', maxLifetime: 86_400_000, ...options })
    return (await examine(tokens)).findings.filter(({ code }) => !usual.includes(code))
  } finally {
    await client.$disconnect()
  }
}

describe('doctor on SQLite', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await createDatabase(databaseKind('libSQL'))
  })
  afterAll(() => db?.close())

  const shared = expect.objectContaining({ code: 'better-sqlite3-shared-connection', severity: 'info' })

  test('libsql-locked-writes, and sqlite-busy-timeout on better-sqlite3', async () => {
    expect(await unusual('sqlite', await adapters.libsql(db.url, 0))).toMatchObject([
      { code: 'libsql-locked-writes', message: expect.stringContaining('waits 0 ms') },
    ])
    expect(await unusual('sqlite', await adapters.libsql(db.url, 5000))).toEqual([])
    expect(await unusual('sqlite', await adapters.betterSqlite3(db.url, 100))).toEqual([
      shared,
      expect.objectContaining({ code: 'sqlite-busy-timeout' }),
    ])
  })

  test('sqlite-foreign-keys-off', async () => {
    const adapter = await adapters.betterSqlite3(db.url)
    const found = await unusual('sqlite', adapter, {}, 'PRAGMA foreign_keys = OFF')
    expect(found).toEqual([shared, expect.objectContaining({ code: 'sqlite-foreign-keys-off', severity: 'warning' })])
  })

  test('sqlite-no-wal, until its statement is run', async () => {
    // No other connection may have the file open.
    const own = await createDatabase(databaseKind('better-sqlite3'))
    await own.prisma.$queryRawUnsafe('PRAGMA journal_mode = DELETE')
    const findingsOf = async () => (await examine(new WebAPITokenRepository(own.prisma))).findings
    const found = (await findingsOf()).find(({ code }) => code === 'sqlite-no-wal')
    expect(found).toMatchObject({ severity: 'warning', message: expect.stringContaining('journal_mode is delete') })
    await own.prisma.$queryRawUnsafe((found?.remedy ?? '').split(';')[0] ?? '')
    expect((await findingsOf()).map(({ code }) => code)).not.toContain('sqlite-no-wal')
    await own.close()
  })

  test('digest-exposed names the relation', async () => {
    const { findings } = await examine(new WebAPITokenRepository(await db.connect(), { tokenType: 'acme' }))
    const found = findings.find(({ code }) => code === 'digest-exposed')
    expect(found?.message).toContain('the relation webAPITokens of User')
  })

  test('cache-without-bus', async () => {
    const cache = { store: new Map(), ttl: 5000 }
    expect(await unusual('sqlite', await adapters.libsql(db.url), { cache })).toMatchObject([
      { code: 'cache-without-bus', severity: 'info', message: expect.stringContaining('for 5 s') },
    ])
  })
})

const postgresql = databaseKind('PostgreSQL')

describeUnless(postgresql.missing, 'doctor on PostgreSQL', () => {
  let db: TestDatabase
  let url: string
  const role = `doctor_${randomBytes(4).toString('hex')}`

  beforeAll(async () => {
    db = await createDatabase(postgresql)
    await db.prisma.$executeRawUnsafe(`CREATE ROLE ${role} LOGIN`)
    url = Object.assign(new URL(db.url), { username: role }).href
  })
  afterAll(async () => {
    await db?.prisma.$executeRawUnsafe(`DROP OWNED BY ${role}`)
    await db?.prisma.$executeRawUnsafe(`DROP ROLE ${role}`)
    await db?.close()
  })

  async function grant(...privileges: readonly string[]) {
    await db.prisma.$executeRawUnsafe(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role}`)
    await db.prisma.$executeRawUnsafe(`GRANT ${privileges.join(', ')} ON ALL TABLES IN SCHEMA public TO ${role}`)
  }

  test('privilege-missing', async () => {
    await grant('SELECT', 'INSERT', 'UPDATE', 'DELETE')
    expect(await unusual('postgresql', await adapters.postgresql(url))).toEqual([])
    await grant('SELECT', 'INSERT')
    const found = await unusual('postgresql', await adapters.postgresql(url))
    expect(found).toMatchObject([
      { code: 'privilege-missing', severity: 'error', message: expect.stringContaining('UPDATE') },
      { code: 'privilege-missing', severity: 'warning', message: expect.stringContaining('DELETE') },
    ])
  })

  test('check-failed: what may not be read, once for all, and the others go on', async () => {
    await grant('INSERT', 'UPDATE', 'DELETE')
    const found = await unusual('postgresql', await adapters.postgresql(url))
    expect(found).toMatchObject([
      { code: 'privilege-missing', message: expect.stringContaining('SELECT') },
      {
        code: 'check-failed',
        severity: 'warning',
        message: expect.stringMatching(/generators, digests.*permission denied/),
      },
    ])
  })

  test('database-read-only', async () => {
    const { PrismaPg } = await import('@prisma/adapter-pg')
    const adapter = new PrismaPg({ connectionString: db.url, options: '-c default_transaction_read_only=on' })
    expect(await unusual('postgresql', adapter)).toMatchObject([{ code: 'database-read-only', severity: 'error' }])
  })

  test('token-collation', async () => {
    await db.prisma.$executeRawUnsafe(
      `CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
    )
    await db.prisma.$executeRawUnsafe('ALTER TABLE webapi_token ALTER token TYPE text COLLATE any_case')
    const [found] = await unusual('postgresql', await adapters.postgresql(db.url))
    expect(found).toMatchObject({ code: 'token-collation', severity: 'error' })
    await db.prisma.$executeRawUnsafe((found?.remedy ?? '').replace(/;$/, ''))
    expect(await unusual('postgresql', await adapters.postgresql(db.url))).toEqual([])
  })

  test('clock-skew: a warning above 1 s, an error above 30 s, in both directions', async () => {
    const at = async (seconds: number) => {
      const clock = () => new Date(Date.now() + seconds * 1000)
      return unusual('postgresql', await adapters.postgresql(db.url), { clock })
    }
    expect(await at(0.5)).toEqual([])
    expect(await at(20)).toMatchObject([
      { code: 'clock-skew', severity: 'warning', message: expect.stringMatching(/(?:19\.9|20\.\d) s ahead/) },
    ])
    expect(await at(-60)).toMatchObject([
      { code: 'clock-skew', severity: 'error', message: expect.stringContaining('s behind') },
    ])
  })

  test('pooler-named-statements', async () => {
    const { PrismaPg } = await import('@prisma/adapter-pg')
    const pooled = `${db.url}?pgbouncer=true`
    expect(await unusual('postgresql', new PrismaPg({ connectionString: pooled }))).toEqual([])
    const named = new PrismaPg({ connectionString: pooled }, { statementNameGenerator: ({ sql }) => `s${sql.length}` })
    expect(await unusual('postgresql', named)).toMatchObject([{ code: 'pooler-named-statements' }])
  })
})

const mariadb = databaseKind('MariaDB')

describeUnless(mariadb.missing, 'doctor on MariaDB', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await createDatabase(mariadb)
  })
  afterAll(() => db?.close())

  async function connected(options: object) {
    const { PrismaMariaDb } = await import('@prisma/adapter-mariadb')
    const { hostname, port, username, pathname } = new URL(db.url)
    const config = { host: hostname, port: Number(port || 3306), user: username, database: pathname.slice(1) }
    return new PrismaMariaDb({ ...config, connectionLimit: 2, ...options })
  }

  test('mysql-not-strict', async () => {
    const adapter = await connected({ sessionVariables: { sql_mode: '' } })
    expect(await unusual('mysql', adapter)).toMatchObject([{ code: 'mysql-not-strict', severity: 'warning' }])
  })

  test('clock-skew', async () => {
    const clock = () => new Date(Date.now() - 60_000)
    expect(await unusual('mysql', await connected({}), { clock })).toMatchObject([
      { code: 'clock-skew', severity: 'error' },
    ])
  })

  test('dates are compared in whatever time zone the connection has', async () => {
    expect(await unusual('mysql', await connected({ sessionVariables: { time_zone: '+09:00' } }))).toEqual([])
  })
})

describe('doctor without a database', () => {
  test('database-unreachable, and nothing else', async () => {
    const adapter = await adapters.postgresql('postgresql://someone:very-secret@127.0.0.1:1/none')
    const client = await connectClient('postgresql', adapter)
    const { findings, checked } = await examine(new WebAPITokenRepository(client))
    expect(findings).toMatchObject([{ code: 'database-unreachable', severity: 'error' }])
    expect(checked).toEqual([])
    expect(JSON.stringify(findings)).not.toContain('very-secret')
  })

  test('a file that is no database', async () => {
    const file = join(tmpdir(), 'webapi-token-no-such-folder', 'test.db')
    const client = await connectClient('sqlite', await adapters.betterSqlite3(`file:${file}`))
    expect(await codesOf(new WebAPITokenRepository(client))).toEqual(['database-unreachable'])
  })
})

test.each([
  ['postgresql', '10.23', /PostgreSQL 10\.23/],
  ['postgresql', '15.18 (Debian 15.18-0+deb12u1)', undefined],
  ['mysql', '10.5.29-MariaDB-1', /MariaDB 10\.5\.29/],
  ['mysql', '10.11.19-MariaDB-0+deb12u1', undefined],
  ['mysql', '11.4.2-MariaDB', undefined],
  ['mysql', '5.7.44-log', /MySQL 5\.7\.44/],
  ['mysql', '8.0.1', undefined],
  ['mysql', '8.0.0', /MySQL 8\.0\.0/],
  ['mysql', '9.1.0', undefined],
] as const)('database-version of %s %s', (provider, version, message) => {
  const found = outdated(provider, version)
  expect(found).toHaveLength(message ? 1 : 0)
  if (message) expect(found[0]?.message).toMatch(message)
})
