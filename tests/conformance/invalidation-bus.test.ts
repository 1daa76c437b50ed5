import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import pg from 'pg'

import { postgresInvalidationBus, WebAPITokenRepository } from '../../src/index.js'
import { createDatabase, databaseKinds, type TestDatabase } from '../support/databases.js'

const kind = databaseKinds.find(({ name }) => name === 'PostgreSQL')
const describeOnPostgres = kind?.missing === undefined ? describe : describe.skip

describeOnPostgres(`the bus on PostgreSQL${kind?.missing ? `, skipped: ${kind.missing}` : ''}`, () => {
  let db: TestDatabase
  beforeAll(async () => {
    if (kind) db = await createDatabase(kind)
  })
  afterAll(() => db.close())

  function openBus() {
    const clients: pg.Client[] = []
    const bus = postgresInvalidationBus({
      connect: async () => {
        const client = new pg.Client(db.url)
        await client.connect()
        clients.push(client)
        return client
      },
    })
    return { bus, clients }
  }

  async function createToken() {
    const user = await db.prisma.user.create({ data: { username: `user-${Math.random()}` } })
    return new WebAPITokenRepository(db.prisma).generateToken(user)
  }

  test('an invalidation in one process is effective in the cache of another, 3 times', async () => {
    const { bus } = openBus()
    const tokens = new WebAPITokenRepository(db.prisma, { invalidationBus: bus })
    const script = fileURLToPath(new URL('../support/cached-worker.ts', import.meta.url))
    const delays: number[] = []
    for (let round = 0; round < 3; round++) {
      const { token } = await createToken()
      const worker = fork(script, [db.url, token], { execArgv: ['--import', 'tsx'] })
      expect(await once(worker, 'message')).toContain('cached')
      worker.send('go')
      expect(await once(worker, 'message')).toContain('polling')
      const refusal = once(worker, 'message')
      await tokens.invalidateToken(token)
      const acknowledgedAt = Date.now()
      const [{ refusedAt }] = (await refusal) as [{ refusedAt: number | null }]
      expect(refusedAt).not.toBeNull()
      delays.push((refusedAt ?? Infinity) - acknowledgedAt)
    }
    await bus.close()
    console.log('ms from the acknowledgement to the refusal in the other process:', delays.join(', '))
  }, 120_000)

  test('a cache whose connection is lost answers nothing until it is back', async () => {
    const { bus, clients } = openBus()
    const tokens = new WebAPITokenRepository(db.prisma, {
      invalidationBus: bus,
      cache: { store: new Map(), ttl: 3_600_000 },
    })
    const { token, record } = await createToken()
    const isCached = async () => {
      // A change behind the library's back is only seen where the cache does not answer.
      await db.prisma.webAPIToken.update({ where: { id: record.id }, data: { valid: true } })
      await tokens.authenticate(token, { lastUsedInterval: Infinity })
      await db.prisma.webAPIToken.update({ where: { id: record.id }, data: { valid: false } })
      return (await tokens.authenticate(token, { lastUsedInterval: Infinity })).ok
    }
    while (!(await isCached()));

    const lost = new Promise<void>((resolve) => clients[0]?.on('end', () => resolve()))
    await db.prisma.$queryRawUnsafe(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    )
    await lost
    expect(await isCached()).toBe(false)
    const failed: unknown[] = []
    tokens.on('invalidationBusFailed', ({ error }) => failed.push(error))
    expect(await tokens.invalidateToken({ id: 2_000_000_000 })).toEqual({ count: 0 })
    expect(failed).toHaveLength(1)
    while (!(await isCached()));
    expect(clients).toHaveLength(2)
    await bus.close()
  }, 60_000)
})
