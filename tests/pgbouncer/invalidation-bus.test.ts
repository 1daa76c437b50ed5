import pg from 'pg'

import { postgresInvalidationBus, WebAPITokenRepository } from '../../src/index.js'
import { createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'
import { RecordingSubscriber } from '../support/recording-subscriber.js'

const kind = databaseKind('PostgreSQL by PgBouncer')

describeUnless(kind.missing, 'the invalidation bus beside PgBouncer in transaction mode', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await createDatabase(kind)
  })
  afterAll(() => db.close())

  /** The same database without the pooler. */
  function directUrl(): string {
    const url = new URL(process.env.TEST_POSTGRES_URL ?? '')
    url.pathname = new URL(db.url).pathname
    return url.href
  }

  const openBus = (url: string) =>
    postgresInvalidationBus({ createClient: () => new pg.Client(url), heartbeatInterval: 500 })

  test('is not connected by way of it, says why, and a cache then answers nothing', async () => {
    const bus = openBus(db.url)
    const subscriber = new RecordingSubscriber()
    bus.subscribe(subscriber)
    await subscriber.until(() => subscriber.calls.length > 0)
    expect(subscriber.calls).toEqual(['disconnected'])
    expect(subscriber.errors).toMatchObject([{ message: expect.stringContaining('a pooler in transaction mode') }])
    await expect(bus.publish('x')).rejects.toThrow('not connected')

    const cache = { store: new Map(), ttl: 3_600_000 }
    const tokens = new WebAPITokenRepository(db.prisma, { invalidationBus: bus, cache })
    const user = await db.prisma.user.create({ data: { username: 'ada', password: '' } })
    const { token, record } = await tokens.generateToken(user)
    expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
    // Behind the library's back: what answers from a cache does not see it.
    await db.prisma.webAPIToken.update({ where: { id: record.id }, data: { valid: false } })
    expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
    expect(subscriber.calls).toEqual(['disconnected'])
    await bus.close()
  })

  test('works with a connection to PostgreSQL itself, while all else goes by way of it', async () => {
    const buses = [openBus(directUrl()), openBus(directUrl())] as const
    const [here, there] = buses.map((invalidationBus) => {
      const cache = { store: new Map(), ttl: 3_600_000 }
      return new WebAPITokenRepository(db.prisma, { invalidationBus, cache })
    }) as [WebAPITokenRepository<typeof db.prisma>, WebAPITokenRepository<typeof db.prisma>]
    const subscriber = new RecordingSubscriber()
    buses[1].subscribe(subscriber)
    await subscriber.until(() => subscriber.isConnected)
    const user = await db.prisma.user.create({ data: { username: 'grace', password: '' } })
    for (let round = 0; round < 20; round++) {
      const { token } = await here.generateToken(user)
      expect(await there.authenticate(token)).toMatchObject({ ok: true })
      const { length } = subscriber.messages
      await here.invalidateToken(token)
      // From here on, the other cache has forgotten what it would still answer.
      await subscriber.until(() => subscriber.messages.length > length)
      expect(await there.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
    }
    await Promise.all(buses.map((bus) => bus.close()))
  })
})
