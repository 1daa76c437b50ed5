import { WebAPITokenRepository } from '../../src/index.js'
import { openBus } from '../support/buses.js'
import { createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'
import { TcpProxy } from '../support/tcp-proxy.js'
import { nextMessage, startWorkers } from '../support/workers.js'

const kind = databaseKind('PostgreSQL')
const redis = process.env.TEST_REDIS_URL

const rounds = 100
const tokensPerRound = 10

const buses = [
  { name: 'PostgreSQL', url: process.env.TEST_POSTGRES_URL, port: 5432, missing: undefined },
  ...['ioredis', 'redis'].map((name) => ({
    name,
    url: redis,
    port: 6379,
    missing: redis ? undefined : 'TEST_REDIS_URL is not set',
  })),
]

describe.each(buses)('two processes with a bus by $name', ({ name, url, port, missing }) => {
  describeUnless(kind.missing ?? missing, 'and a cache each', () => {
    let db: TestDatabase
    beforeAll(async () => {
      db = await createDatabase(kind)
    })
    afterAll(() => db.close())

    test(`accept 0 of ${rounds * tokensPerRound} tokens after they were told, while connections are cut`, async () => {
      const { hostname, port: given } = new URL(url ?? '')
      const server = { host: hostname, port: Number(given || port) }
      const [here, there] = [await TcpProxy.to(server), await TcpProxy.to(server)]
      const { bus, close } = openBus(name, here.port, db.url)
      const tokens = new WebAPITokenRepository(db.prisma, { invalidationBus: bus })
      let failures = 0
      tokens.on('invalidationBusFailed', () => failures++)
      const [reader] = await startWorkers('./bus-reader.ts', [[name, db.url, String(there.port)]])
      if (!reader) throw new Error('There is one')
      const ask = (message: string | string[]) => {
        const answer = nextMessage(reader)
        reader.send(message)
        return answer
      }
      const user = await db.prisma.user.create({ data: { username: 'ada' } })
      const delays: number[] = []
      let acceptedAgain = 0
      for (let round = 0; round < rounds; round++) {
        const users = Array<number>(tokensPerRound).fill(user.id)
        const { value = [] } = (await tokens.generateTokens(users).next()) as { value?: { token: string }[] }
        const list = value.map(({ token }) => token)
        expect(list).toHaveLength(tokensPerRound)
        expect(await ask(list)).toBe('cached')
        const proxy = round % 4 < 3 ? here : there
        // Before, during, or after the message, and not at all.
        if (round % 5 === 0) proxy.cut()
        if (round % 5 === 1) setImmediate(() => proxy.cut())
        const invalidating = list.map((token) => tokens.invalidateToken(token))
        if (round % 5 === 2) void invalidating[0]?.then(() => proxy.cut())
        expect(await Promise.all(invalidating)).toEqual(list.map(() => ({ count: 1 })))
        if (round % 5 === 3) proxy.cut()
        const answer = (await ask('revoked')) as { acceptedAgain: number; milliseconds: number }
        acceptedAgain += answer.acceptedAgain
        delays.push(answer.milliseconds)
      }
      reader.send('end')
      await close()
      await Promise.all([here.close(), there.close()])
      const longest = Math.round(Math.max(...delays))
      console.log(
        `${name}: ${failures} messages failed at first; all were refused ${longest} ms after the answer at most`,
      )
      expect(acceptedAgain).toBe(0)
    }, 300_000)
  })
})
