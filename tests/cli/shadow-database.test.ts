import { setTimeout } from 'node:timers/promises'

import { describeWith, missingPostgresDatabase, queryServer, type MissingDatabase } from './support/databases.js'
import { engine, lines, undo } from './support/engine.js'
import { cliTimeout } from './support/prisma.js'

const droppedTable = String.raw`DROP TABLE \"public\".\"a\"`

const scripts = {
  good: `CREATE TABLE a (b TEXT DEFAULT ';');
         CREATE FUNCTION f() RETURNS void AS $$ BEGIN PERFORM 1; PERFORM 2; END $$ LANGUAGE plpgsql;`,
  bad: 'CREATE TABLE a (b TEXT); SELEC 1',
  slow: 'SELECT pg_sleep(20)',
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

describeWith('TEST_POSTGRES_URL', 'the shadow database on PostgreSQL', () => {
  let main: MissingDatabase
  let shadow: MissingDatabase

  beforeAll(async () => {
    main = missingPostgresDatabase()
    shadow = missingPostgresDatabase()
    for (const { url } of [main, shadow]) await queryServer(`CREATE DATABASE ${new URL(url).pathname.slice(1)}`)
  }, cliTimeout)

  afterAll(async () => {
    await main.remove()
    await shadow.remove()
  })

  const replay = (script: string, shadowDatabaseUrl?: string, options = {}) =>
    engine({ url: main.url, ...(shadowDatabaseUrl && { shadowDatabaseUrl }) }, [], {
      ...options,
      input: lines(undo('postgresql', script)),
    })

  it.each(['good', 'bad', 'slow'] as const)(
    'is made on the server, and dropped again after a %s migration',
    async (name) => {
      const before = await shadowDatabases()
      const { stdout } = await replay(scripts[name], undefined, name === 'slow' ? { interruptAfter: 3000 } : {})
      expect(stdout).toContain({ good: droppedTable, bad: 'P3006', slow: '' }[name])
      const added = (await shadowDatabases()).filter((database) => !before.includes(database))
      expect(await withoutVanishing(added)).toEqual([])
      expect(await main.columnsOf('a')).toEqual([])
    },
    cliTimeout,
  )

  it('is the one that the datasource names, emptied before each use', async () => {
    for (let round = 0; round < 2; round++) {
      expect((await replay(scripts.good, shadow.url)).stdout).toContain(droppedTable)
    }
    expect(await shadow.columnsOf('a')).toEqual(['b'])
  })

  it('must not be the main database', async () => {
    const { stdout } = await replay(scripts.good, `${main.url}?connect_timeout=3`)
    expect(stdout).toContain('The shadow database must not be the main database')
  })
})
