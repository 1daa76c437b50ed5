import { WebAPITokenRepository } from '../../src/index.js'
import { adapters, connectClient, createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'

const kind = databaseKind('PostgreSQL by PgBouncer')

// As PgBouncer is before 1.21, or with max_prepared_statements = 0.
describeUnless(kind.missing, 'PgBouncer in transaction mode that knows of no named statements', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await createDatabase(kind)
  })
  afterAll(() => db.close())

  /** What two processes in turn make of the same token. Each has one connection to the pooler, which has one to the server. */
  async function authenticateTwice(url: string): Promise<PromiseSettledResult<boolean>[]> {
    const user = await db.prisma.user.create({ data: { username: url, password: '' } })
    const { token } = await new WebAPITokenRepository(db.prisma).generateToken(user)
    const outcomes: PromiseSettledResult<boolean>[] = []
    for (let process = 0; process < 2; process++) {
      const client = await connectClient('postgresql', await adapters.postgresql(url, 1))
      const result = new WebAPITokenRepository(client).authenticate(token, { lastUsedInterval: Infinity })
      outcomes.push(...(await Promise.allSettled([result.then(({ ok }) => ok)])))
      await client.$disconnect()
    }
    return outcomes
  }

  test('serves plain statements, which are the default', async () => {
    expect(await authenticateTwice(db.url)).toEqual([
      { status: 'fulfilled', value: true },
      { status: 'fulfilled', value: true },
    ])
  })

  test('fails those that have the name of another connection’s, with an error that says so', async () => {
    const [first, second] = await authenticateTwice(`${db.url}?named_statements=yes`)
    expect(first).toEqual({ status: 'fulfilled', value: true })
    const message: unknown = expect.stringMatching(/prepared statement "[\w-]+" already exists/)
    expect(second).toMatchObject({ status: 'rejected', reason: { message } })
  })
})
