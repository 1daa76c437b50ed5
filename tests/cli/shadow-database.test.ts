import { setTimeout } from 'node:timers/promises'
import { describePostgresql, missingPostgresDatabase, queryServer, type MissingDatabase } from './support/databases.js'
import { cliTimeout, run, schemaEngine } from './support/prisma.js'

const droppedTable = String.raw`DROP TABLE \"public\".\"a\"`

const scripts = {
  good: `CREATE TABLE a (b TEXT DEFAULT ';');
         CREATE FUNCTION f() RETURNS void AS $$ BEGIN PERFORM 1; PERFORM 2; END $$ LANGUAGE plpgsql;`,
  bad: 'CREATE TABLE a (b TEXT); SELEC 1',
}

function diff(script: string) {
  const directory = { path: '1_init', migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } } }
  const from = {
    tag: 'migrations',
    baseDir: '.',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
    shadowDbInitScript: '',
    migrationDirectories: [directory],
  }
  const filters = { externalTables: [], externalEnums: [] }
  const params = { from, to: { tag: 'empty' }, script: true, exitCode: true, filters }
  return `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'diff', params })}\n`
}

async function shadowDatabases() {
  return (await queryServer(`SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db_%'`)).flat()
}

/** Other tests on the same server have shadow databases too, for a moment. */
async function withoutVanishing(names: unknown[]) {
  for (let round = 0; names.length > 0 && round < 20; round++) {
    await setTimeout(250)
    const present = await shadowDatabases()
    names = names.filter((name) => present.includes(name))
  }
  return names
}

describePostgresql('the shadow database on PostgreSQL', () => {
  let main: MissingDatabase
  let shadow: MissingDatabase

  beforeAll(async () => {
    main = await missingPostgresDatabase()
    shadow = await missingPostgresDatabase()
    for (const { url } of [main, shadow]) await queryServer(`CREATE DATABASE ${new URL(url).pathname.slice(1)}`)
  }, cliTimeout)

  afterAll(async () => {
    await main.remove()
    await shadow.remove()
  })

  const engine = (datasource: object, script: string) =>
    run(schemaEngine, ['--datasource', JSON.stringify({ url: main.url, ...datasource })], { input: diff(script) })

  it('is made on the server and dropped again, also when a migration fails', async () => {
    const before = await shadowDatabases()
    expect((await engine({}, scripts.good)).stdout).toContain(droppedTable)
    expect((await engine({}, scripts.bad)).stdout).toContain('P3006')
    const added = (await shadowDatabases()).filter((name) => !before.includes(name))
    expect(await withoutVanishing(added)).toEqual([])
    expect(await main.columnsOf('a')).toEqual([])
  })

  it('is the one that the datasource names, emptied before each use', async () => {
    const datasource = { shadowDatabaseUrl: shadow.url }
    for (let round = 0; round < 2; round++) {
      expect((await engine(datasource, scripts.good)).stdout).toContain(droppedTable)
    }
    expect(await shadow.columnsOf('a')).toEqual(['b'])
  })

  it('must not be the main database', async () => {
    const { stdout } = await engine({ shadowDatabaseUrl: `${main.url}?connect_timeout=3` }, scripts.good)
    expect(stdout).toContain('The shadow database must not be the main database')
  })
})
