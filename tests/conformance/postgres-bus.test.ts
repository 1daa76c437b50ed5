import pg from 'pg'

import { postgresInvalidationBus, WebAPITokenRepository } from '../../src/index.js'
import { createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'
import { nextMessage, startWorkers } from '../support/workers.js'
import { busByTcp, describeInvalidationBus } from './suite/invalidation-bus.js'

const kind = databaseKind('PostgreSQL')

describeUnless(kind.missing, 'the bus on PostgreSQL', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await createDatabase(kind)
  })
  afterAll(() => db.close())

  /** The same database by another way. */
  function urlBy(port: number): string {
    const url = new URL(db.url)
    url.hostname = '127.0.0.1'
    url.port = String(port)
    return url.href
  }

  const server = () => {
    const { hostname, port } = new URL(db.url)
    return { host: hostname, port: Number(port || 5432) }
  }
  const open = (port: number) =>
    postgresInvalidationBus({ createClient: () => new pg.Client(urlBy(port)), heartbeatInterval: 500 })
  describeInvalidationBus(busByTcp(server, open))

  /** Connects again when it is let. */
  function openBus(mayReconnect = Promise.resolve()) {
    const clients: pg.Client[] = []
    const bus = postgresInvalidationBus({
      createClient: () => {
        const client = new pg.Client(db.url)
        const connect = client.connect.bind<() => Promise<pg.Client>>(client)
        if (clients.length >= 2) client.connect = () => mayReconnect.then(connect)
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
    const delays: number[] = []
    for (let round = 0; round < 3; round++) {
      const { token } = await createToken()
      const [worker] = await startWorkers('./cached-worker.ts', [[db.url, token]])
      if (!worker) throw new Error('There is one')
      const polling = nextMessage(worker)
      worker.send('go')
      expect(await polling).toBe('polling')
      const refusal = nextMessage(worker) as Promise<{ refusedAt: number }>
      await tokens.invalidateToken(token)
      const acknowledgedAt = Date.now()
      delays.push((await refusal).refusedAt - acknowledgedAt)
    }
    await bus.close()
    console.log('ms from the acknowledgement to the refusal in the other process:', delays.join(', '))
  })

  test('a cache whose connection is lost answers nothing until it is back', async () => {
    let letReconnect: () => void = () => undefined
    const { bus, clients } = openBus(new Promise((resolve) => (letReconnect = resolve)))
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
    letReconnect()
    while (!(await isCached()));
    // For each connection, one more by which the bus finds out that it hears.
    expect(clients).toHaveLength(4)
    await bus.close()
  })
})
