import { createHash } from 'node:crypto'
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { WebAPITokenRepository } from '../../src/index.js'
import { createDatabase, databaseKinds, type Provider, type TestDatabase } from '../../tests/support/databases.js'
import { describeUnless } from '../../tests/support/describe-unless.js'
import { migrations } from '../src/doctor/checks/migrations.js'
import { doctorContext } from '../src/doctor/context.js'
import { contextOf } from '../src/repository.js'

/** The table as Prisma's schema engine makes it. */
const tables: Readonly<Record<Provider, string>> = {
  postgresql: `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
  mysql: `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,
    finished_at DATETIME(3), migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at DATETIME(3),
    started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0)`,
  sqlite: `CREATE TABLE _prisma_migrations ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL,
    "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME,
    "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`,
}

const [first, second] = ['20261123000000_init', '20261123120000_lifecycle']

for (const kind of databaseKinds) {
  describeUnless(kind.missing, `doctor compares migrations on ${kind.name}`, () => {
    let db: TestDatabase
    let app: string
    let folder: string
    let checksums: Record<string, string>

    beforeAll(async () => {
      db = await createDatabase(kind)
      await db.prisma.$executeRawUnsafe(tables[kind.provider])
    })
    beforeEach(async () => {
      app = await mkdtemp(join(tmpdir(), 'webapi-token-doctor-'))
      folder = join(app, 'prisma', 'migrations')
      for (const name of [first, second, 'migration_lock.toml']) {
        const from = new URL(`../../prisma/migrations/${kind.provider}/${name}`, import.meta.url)
        await cp(from, join(folder, name), { recursive: true })
      }
      const sum = async (name: string) => {
        const script = await readFile(join(folder, name, 'migration.sql'))
        return createHash('sha256').update(script).digest('hex')
      }
      checksums = { [first]: await sum(first), [second]: await sum(second) }
    })
    afterEach(async () => {
      await db.prisma.$executeRawUnsafe('DELETE FROM _prisma_migrations')
      await rm(app, { recursive: true })
    })
    afterAll(() => db?.close())

    async function findings(named?: string) {
      const context = contextOf(new WebAPITokenRepository(db.prisma))
      if (!context) throw new Error('No repository')
      return migrations.run(doctorContext(context, { cwd: app, migrations: named }))
    }

    let rows = 0

    async function store(name: string, state: 'applied' | 'failed' | 'rolled back', checksum = checksums[name]) {
      const now = { postgresql: 'now()', mysql: 'NOW(3)', sqlite: 'current_timestamp' }[kind.provider]
      const [finished, rolledBack] = [state === 'applied' ? now : 'NULL', state === 'rolled back' ? now : 'NULL']
      await db.prisma.$executeRawUnsafe(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, finished_at, rolled_back_at)
        VALUES ('${String(++rows)}', '${checksum ?? 'gone'}', '${name}', 'a secret', ${finished}, ${rolledBack})`,
      )
    }

    test('all are applied', async () => {
      await store(first, 'applied')
      await store(second, 'applied')
      expect(await findings()).toEqual([])
    })

    test('migration-pending', async () => {
      await store(first, 'applied')
      expect(await findings()).toMatchObject([
        { code: 'migration-pending', severity: 'warning', message: expect.stringContaining(`: ${second}.`) },
      ])
    })

    test('migration-failed, without its log', async () => {
      await store(first, 'applied')
      await store(second, 'failed')
      const found = await findings()
      expect(found).toMatchObject([
        { code: 'migration-failed', severity: 'error', message: expect.stringContaining(second) },
      ])
      expect(JSON.stringify(found)).not.toContain('a secret')
    })

    test('migration-rolled-back, unless it was applied then', async () => {
      await store(first, 'applied')
      await store(second, 'rolled back')
      expect(await findings()).toMatchObject([{ code: 'migration-rolled-back', severity: 'warning' }])
      await store(second, 'applied')
      expect(await findings()).toEqual([])
    })

    test('migration-changed, but not for the ends of lines', async () => {
      await store(first, 'applied')
      await store(second, 'applied')
      const file = join(folder, first, 'migration.sql')
      await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'))
      expect(await findings()).toEqual([])
      await appendFile(file, 'SELECT 1;')
      expect(await findings()).toMatchObject([
        { code: 'migration-changed', message: expect.stringContaining(`: ${first}.`) },
      ])
    })

    test('migration-unknown', async () => {
      for (const name of [first, second, '20270101000000_newer']) await store(name, 'applied')
      expect(await findings()).toMatchObject([
        { code: 'migration-unknown', message: expect.stringContaining('20270101000000_newer') },
      ])
    })

    test('migration-provider', async () => {
      await writeFile(join(folder, 'migration_lock.toml'), '# Do not edit\nprovider = "sqlserver"\n')
      expect(await findings()).toMatchObject([{ code: 'migration-provider' }])
    })

    test("the folder is that of the option, of Prisma's configuration, or beside its schema", async () => {
      await store(first, 'applied')
      await store(second, 'applied')
      const other = join(app, 'other')
      await cp(folder, other, { recursive: true })
      await rm(folder, { recursive: true })
      expect(await findings()).toMatchObject([{ code: 'migrations-not-compared', severity: 'info' }])
      expect(await findings('other')).toEqual([])
      await expect(findings('none')).rejects.toMatchObject({ name: 'Exit', code: 2 })
      await writeFile(join(app, 'prisma.config.js'), 'export default { migrations: { path: "other" } }')
      expect(await findings()).toEqual([])
      await writeFile(join(app, 'prisma.config.js'), 'throw new Error("postgresql://a:secret@b")')
      const broken = await findings()
      expect(broken).toMatchObject([{ code: 'migrations-not-compared' }])
      expect(JSON.stringify(broken)).not.toContain('secret')
    })
  })
}
