// How PostgreSQL finds the rows of bulk operations and lists in a large table: a million tokens, which few of many users have.
import pg from 'pg'

import { createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'
import { plansOfUndone, type Tokens, withoutIndex } from '../support/plans.js'

const kind = databaseKind('PostgreSQL')

const rows = 1_000_000
const users = 50_000
const now = new Date('2030-01-01T00:00:00Z')
const day = 86_400_000

describeUnless(kind.missing, 'plans on PostgreSQL, with a million tokens', () => {
  let db: TestDatabase
  let connection: pg.Client
  let firstUser: number

  beforeAll(async () => {
    db = await createDatabase(kind)
    connection = new pg.Client(db.url)
    await connection.connect()
    // As `timestamp` without a zone is meant.
    await connection.query(`SET timezone = 'UTC'`)
    await connection.query(`INSERT INTO "user" (username) SELECT 'user-' || n FROM generate_series(1, ${users}) AS n`)
    firstUser = (await db.prisma.user.findFirstOrThrow({ orderBy: { id: 'asc' } })).id
    // The first user has one in fifteen, and half of the users have the others. One in 5,000 has a successor, one in 5 is invalid.
    await connection.query(
      `INSERT INTO webapi_token
        (user_id, token, token_generator_id, time_added, last_used, expires, valid, invalid_date, family_id, successor_id)
      SELECT $1::int + floor(${users} * power((n::bigint * 7919 % 100003) / 100003.0, 4))::int,
        'sha256:' || md5(n::text) || md5((-n)::text), 'nanoid', added,
        CASE WHEN n % 3 > 0 THEN added + interval '1 hour' END,
        CASE WHEN n % 4 > 0 THEN added + interval '410 days' END,
        n % 5 > 0,
        CASE WHEN n % 5 = 0 THEN added + interval '2 hours' END,
        CASE WHEN n % 5000 = 1 THEN n END,
        CASE WHEN n % 5000 = 1 THEN n + 1 END
      FROM (SELECT n, $2::timestamp - (${rows} - n) / 2500 * interval '1 day' AS added
        FROM generate_series(1, ${rows}) AS n) AS numbers`,
      [firstUser, now.toISOString()],
    )
    await connection.query('VACUUM ANALYZE')
  })
  afterAll(async () => {
    await connection?.end()
    await db?.close()
  })

  const plansOf = (operate: (tokens: Tokens) => Promise<unknown>) => plansOfUndone(db, connection, now, operate)

  test('bulk invalidation by 500 users never walks through the ids of all tokens', async () => {
    const some = Array.from({ length: 500 }, (_, index) => firstUser + 200 + 13 * index)
    const statements = await plansOf((tokens) => tokens.invalidateTokens({ users: some, batchSize: 1000 }))
    expect(statements.length).toBeGreaterThan(4)
    expect(withoutIndex(statements)).toEqual([])
    expect(statements.filter(({ plan }) => plan.includes('webapi_token_pkey'))).toEqual([])
  })

  test.each(['active', 'expired', 'invalid', 'retiring'] as const)(
    'a list of those that are %s has an index',
    async (status) => {
      const statements = await plansOf(async (tokens) => {
        const { nextCursor: cursor } = await tokens.listTokens({ status, take: 20 })
        await tokens.listTokens({ status, take: 20, cursor })
        await tokens.listTokens({ status, take: 20, user: firstUser + 1000 })
      })
      expect(statements).toHaveLength(3)
      expect(withoutIndex(statements)).toEqual([])
    },
  )

  test('the few that are retiring are found by their families', async () => {
    const statements = await plansOf((tokens) => tokens.listTokens({ status: 'retiring' }))
    expect(withoutIndex(statements)).toEqual([])
    expect(statements[0]?.plan).toContain('family_id')
  })

  test('what is about to expire is found by its expiry', async () => {
    const statements = await plansOf((tokens) => tokens.listExpiring({ within: 30 * day, take: 50 }))
    expect(withoutIndex(statements)).toEqual([])
    expect(statements[0]?.plan).toContain('expires')
  })
})
