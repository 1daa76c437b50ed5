import { WebAPITokenRepository } from '../../src/index.js'
import { connectClient, adapters, createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'
import { pgbouncerMissing, startPgbouncer } from '../support/pgbouncer.js'

const kind = databaseKind('PostgreSQL')

describeUnless(kind.missing ?? pgbouncerMissing(), 'PgBouncer with one connection to the server', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await createDatabase(kind)
  })
  afterAll(() => db.close())

  // Whoever needs a second connection while it holds the first would wait for ever.
  test('is enough for calls of every kind at once', async () => {
    const pooler = await startPgbouncer(db.url, { maxPreparedStatements: 0, poolSize: 1 })
    const client = await connectClient('postgresql', await adapters.postgresql(pooler.url))
    const tokens = new WebAPITokenRepository(client, { maxTokensPerUser: 3 })
    const lives = Array.from({ length: 20 }, async (_, index) => {
      const user = await client.user.create({ data: { username: `user-${index}`, password: '' } })
      const { token, record } = await tokens.generateToken(user)
      await tokens.authenticate(token, { include: { user: true } })
      await tokens.updateToken({ id: record.id }, { expires: new Date(Date.now() + 1000 * 60) })
      const next = await tokens.rotateToken(token, { retireOnFirstUse: true })
      await tokens.authenticate(next.token)
      await client.$transaction(async (tx) => {
        await new WebAPITokenRepository(tx, { maxTokensPerUser: 3 }).generateToken(user)
        await new WebAPITokenRepository(tx).invalidateToken(next.token)
      })
      await tokens.listExpiring({ user, within: 1000 })
      const { count } = await tokens.invalidateTokens({ users: [user], batchSize: 1 })
      const { tokens: list } = await tokens.listTokens({ user })
      return { count, statuses: list.map(({ status }) => status) }
    })
    const ended = { count: 1, statuses: ['invalid', 'invalid', 'invalid'] }
    expect(await Promise.all(lives)).toEqual(lives.map(() => ended))
    await client.$disconnect()
    await pooler.stop()
  })
})
