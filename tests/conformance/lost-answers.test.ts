import { WebAPITokenOutcomeError, WebAPITokenRepository, type WebAPITokenRepositoryOptions } from '../../src/index.js'
import {
  adapters,
  connectClient,
  connectTo,
  createDatabase,
  databaseKind,
  type TestClient,
  type TestDatabase,
} from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'
import { TcpProxy } from '../support/tcp-proxy.js'

describe.each([
  { name: 'PostgreSQL', port: 5432 },
  { name: 'MariaDB', port: 3306 },
])('on $name, when the answer of the server is lost', ({ name, port }) => {
  const kind = databaseKind(name)
  describeUnless(kind.missing, 'with the connection', () => {
    let db: TestDatabase
    let proxy: TcpProxy
    let client: TestClient
    let user: { id: number }
    beforeAll(async () => {
      db = await createDatabase(kind)
      const url = new URL(db.url)
      proxy = await TcpProxy.to({ host: url.hostname, port: Number(url.port || port) })
      url.hostname = '127.0.0.1'
      url.port = String(proxy.port)
      // A pool that waits for a server that is away would do so for as long as the test.
      const short = { connectTimeout: 500, acquireTimeout: 500 }
      const isMariaDb = name === 'MariaDB'
      client = isMariaDb
        ? await connectClient('mysql', await adapters.mariadb(url.href, 10, short))
        : await connectTo(name, url.href)
      user = await db.prisma.user.create({ data: { username: 'ada' } })
    })
    afterAll(async () => {
      await client.$disconnect()
      await proxy.close()
      await db.close()
    })
    afterEach(async () => {
      proxy.losesAnswer = () => false
      proxy.mend()
      await db.prisma.webAPIToken.deleteMany()
    })

    const repository = (options: WebAPITokenRepositoryOptions = {}) => new WebAPITokenRepository(client, options)
    const rows = () => db.prisma.webAPIToken.findMany({ orderBy: { id: 'asc' } })
    const ten = Array.from({ length: 10 })

    /** Loses the answer to the next statement that begins so; `then` happens at that moment. */
    function loseAnswerTo(statement: RegExp, then: () => void = () => undefined): { isLost: boolean } {
      const state = { isLost: false }
      proxy.losesAnswer = (request) => {
        if (state.isLost || !statement.test(request.toString('latin1'))) return false
        state.isLost = true
        then()
        return true
      }
      return state
    }
    /** On MariaDB, which has no RETURNING, an insertion is a transaction that reads it back. */
    const lastOfInsertion = name === 'MariaDB' ? /COMMIT/ : /INSERT INTO .*webapi_token/
    const update = /UPDATE .*webapi_token/

    test('a token is stored once, and acknowledged', async () => {
      await client.user.count()
      const state = loseAnswerTo(lastOfInsertion)
      const { token, record } = await repository().generateToken(user, { note: 'lost' })
      expect(state.isLost).toBe(true)
      expect(record).toMatchObject({ note: 'lost', userId: user.id })
      expect(record).not.toHaveProperty('token')
      expect((await rows()).map(({ id }) => id)).toEqual([record.id])
      expect(await repository().authenticate(token)).toMatchObject({ ok: true })
    })

    test('10 tokens of one turn are stored once each, and acknowledged', async () => {
      await client.user.count()
      const state = loseAnswerTo(lastOfInsertion)
      const tokens = repository()
      const generated = await Promise.all(ten.map((_, n) => tokens.generateToken(user, { note: `${n}` })))
      expect(state.isLost).toBe(true)
      expect(await rows()).toHaveLength(10)
      expect(generated.map(({ record }) => record.note)).toEqual(ten.map((_, n) => `${n}`))
      for (const { token } of generated) expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
    })

    test('a batch of 10 is stored once, and delivered', async () => {
      await client.user.count()
      const state = loseAnswerTo(lastOfInsertion)
      const { value } = await repository()
        .generateTokens(ten.map(() => user))
        .next()
      expect(state.isLost).toBe(true)
      expect(value).toHaveLength(10)
      expect(await rows()).toHaveLength(10)
    })

    test('a token within a limit is stored once, and acknowledged', async () => {
      await client.user.count()
      const tokens = repository({ maxTokensPerUser: 2 })
      const state = loseAnswerTo(/COMMIT(?!TED)/)
      const { record } = await tokens.generateToken(user)
      expect(state.isLost).toBe(true)
      expect((await rows()).map(({ id }) => id)).toEqual([record.id])
    })

    test('a rotation is done once, and acknowledged', async () => {
      const tokens = repository()
      const { record: old } = await tokens.generateToken(user)
      const state = loseAnswerTo(/COMMIT(?!TED)/)
      const { record } = await tokens.rotateToken({ id: old.id })
      expect(state.isLost).toBe(true)
      expect(await rows()).toMatchObject([
        { id: old.id, valid: false, successorId: record.id },
        { id: record.id, valid: true },
      ])
    })

    test('10 revocations of one turn each count what they have ended', async () => {
      const tokens = repository()
      const generated = await Promise.all(ten.map(() => tokens.generateToken(user)))
      const state = loseAnswerTo(update)
      const outcomes = await Promise.allSettled(generated.map(({ token }) => tokens.invalidateToken(token)))
      expect(state.isLost).toBe(true)
      // On MariaDB each has a statement of its own, and the app learns of the lost one as ever.
      const failed = outcomes.filter(({ status }) => status === 'rejected')
      expect(failed).toHaveLength(name === 'MariaDB' ? 1 : 0)
      for (const outcome of outcomes) if (outcome.status === 'fulfilled') expect(outcome.value).toEqual({ count: 1 })
      expect((await rows()).filter(({ valid }) => valid)).toEqual([])
    })

    test('and nobody can be asked, the error says that the outcome is unknown, and has its cause', async () => {
      await client.user.count()
      const tokens = repository()
      const cases: [RegExp, () => Promise<unknown>][] = [
        [lastOfInsertion, () => tokens.generateToken(user)],
        [lastOfInsertion, () => Promise.all([tokens.generateToken(user), tokens.generateToken(user)])],
        [/COMMIT(?!TED)/, () => repository({ maxTokensPerUser: 50 }).generateToken(user)],
      ]
      for (const [statement, generate] of cases) {
        await client.user.count()
        const before = (await rows()).length
        loseAnswerTo(statement, () => {
          setImmediate(() => proxy.refuse())
        })
        const error = await generate().then(
          () => undefined,
          (reason: unknown) => reason,
        )
        proxy.mend()
        expect(error).toBeInstanceOf(WebAPITokenOutcomeError)
        expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_OUTCOME_UNKNOWN', cause: expect.anything() })
        // The server was faster than the network.
        expect((await rows()).length).toBeGreaterThan(before)
      }
    })

    test('a statement that was never sent is no secret: the error passes through', async () => {
      await client.user.count()
      proxy.refuse()
      const error: unknown = await repository({ maxTokensPerUser: 5 })
        .generateToken(user)
        .catch((reason: unknown) => reason)
      proxy.mend()
      expect(error).not.toBeInstanceOf(WebAPITokenOutcomeError)
      expect(await rows()).toEqual([])
    })
  })
})
