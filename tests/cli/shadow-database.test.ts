import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

import { describeWith, missingPostgresDatabase, queryServer, type MissingDatabase } from './support/databases.js'
import { engine, lines, undo } from './support/engine.js'
import type { Options } from './support/prisma.js'

const droppedTable = String.raw`DROP TABLE \"public\".\"a\"`
const good = `CREATE TABLE a (b TEXT DEFAULT ';');
  CREATE FUNCTION f() RETURNS void AS $$ BEGIN PERFORM 1; PERFORM 2; END $$ LANGUAGE plpgsql;`

/** Other tests on the same server have shadow databases too: a migration tells in which one it was, by the end of its name. */
const told = 'right(current_database(), 36)'
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/
const shadowDatabases = (end = 'none') =>
  queryServer(`SELECT datname FROM pg_database WHERE datname = 'prisma_migrate_shadow_db_${end}'`)

/** The same server under another name. */
async function proxyOf(url: string) {
  const { hostname, port } = new URL(url)
  const server = createServer((socket) => {
    const upstream = connect(Number(port || 5432), hostname)
    socket.pipe(upstream).pipe(socket)
    socket.on('error', () => upstream.destroy())
    upstream.on('error', () => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: proxyPort } = server.address() as AddressInfo
  const at = (host: string) => Object.assign(new URL(url), { host: `${host}:${proxyPort}` }).href
  return { at, close: () => void server.close() }
}

describeWith('TEST_POSTGRES_URL', 'the shadow database on PostgreSQL', () => {
  let main: MissingDatabase
  let shadow: MissingDatabase

  beforeAll(async () => {
    main = missingPostgresDatabase()
    shadow = missingPostgresDatabase()
    for (const { url } of [main, shadow]) await queryServer(`CREATE DATABASE ${new URL(url).pathname.slice(1)}`)
  })

  afterAll(async () => {
    await main.remove()
    await shadow.remove()
  })

  const replay = (script: string, shadowDatabaseUrl?: string, options: Options = {}, url = main.url) =>
    engine({ url, ...(shadowDatabaseUrl && { shadowDatabaseUrl }) }, [], {
      ...options,
      input: lines(undo('postgresql', script)),
    })

  it.each([
    ['good', `EXECUTE format('CREATE TABLE %I (b TEXT)', ${told})`, /DROP TABLE/],
    ['bad', `RAISE EXCEPTION 'It was %', ${told}`, /P3006/],
  ])('is made on the server, and dropped again after a %s migration', async (_name, statement, outcome) => {
    const { stdout } = await replay(`DO $$ BEGIN ${statement}; END $$`)
    expect(stdout).toMatch(outcome)
    expect(stdout).toMatch(uuid)
    expect(await shadowDatabases(uuid.exec(stdout)?.[0])).toEqual([])
  })

  it('is dropped again when the engine is interrupted in a migration', async () => {
    const script = `SELECT pg_sleep(3600) AS ${new URL(main.url).pathname.slice(1)}`
    const running = `SELECT right(datname, 36) FROM pg_stat_activity WHERE query = '${script}'`
    let end: unknown
    await replay(script, undefined, {
      async interruptOnce(isRunning) {
        while (end === undefined && isRunning()) end = (await queryServer(running))[0]?.[0]
      },
    })
    expect(end).toMatch(uuid)
    expect(await shadowDatabases(String(end))).toEqual([])
  })

  it('is the one that the datasource names, emptied before each use', async () => {
    for (let round = 0; round < 2; round++) {
      expect((await replay(good, shadow.url)).stdout).toContain(droppedTable)
    }
    expect(await shadow.columnsOf('a')).toEqual(['b'])
    expect(await main.columnsOf('a')).toEqual([])
  })

  it('must not be the main database, by whatever name, which keeps its rows', async () => {
    await main.query('CREATE TABLE kept AS SELECT 1 AS row')
    const proxy = await proxyOf(main.url)
    const [ip, name] = [proxy.at('127.0.0.1'), proxy.at('localhost')]
    const pairs = [
      [main.url, `${main.url}?connect_timeout=3`],
      [main.url, ip],
      [ip, name],
      [name, ip],
    ] as const
    try {
      for (const [url, shadowUrl] of pairs) {
        const { stdout } = await replay(good, shadowUrl, {}, url)
        expect(stdout).toContain('The shadow database must not be the main database')
        expect(await main.query('SELECT * FROM kept')).toEqual([[1]])
      }
      // A schema of its own is enough.
      expect((await replay(good, `${name}?schema=shadow`, {}, `${ip}?schema=public`)).stdout).toContain('DROP TABLE')
      expect(await main.query('SELECT * FROM kept')).toEqual([[1]])
    } finally {
      proxy.close()
    }
  })
})
