import pg from 'pg'

import { createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'
import { plansOfUndone, type Tokens, withoutIndex } from '../support/plans.js'

const kind = databaseKind('PostgreSQL')

const rows = 40_000
const users = 400
const now = new Date('2030-01-01T00:00:00Z')
const day = 86_400_000
const daysAgo = (days: number) => new Date(now.getTime() - days * day)

describeUnless(kind.missing, 'indexes on PostgreSQL', () => {
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
    // A day of 100 tokens, one a year from now, 4 in 5 valid, the others invalid since long ago.
    await connection.query(
      `INSERT INTO webapi_token
        (user_id, token, token_generator_id, time_added, last_used, expires, valid, invalid_date, successor_id)
      SELECT $1::int + n % ${users}, 'sha256:' || md5(n::text) || md5((-n)::text), 'nanoid', added,
        CASE WHEN n % 3 > 0 THEN added + interval '1 hour' END,
        CASE WHEN n % 4 > 0 THEN added + interval '300 days' END,
        n % 5 > 0,
        CASE WHEN n % 5 = 0 THEN added + interval '2 hours' END,
        CASE WHEN n % 50 = 1 THEN n END
      FROM (SELECT n, $2::timestamp - (${rows} - n) / 100 * interval '1 day' AS added
        FROM generate_series(1, ${rows}) AS n) AS numbers`,
      [firstUser, now.toISOString()],
    )
    await connection.query('ANALYZE')
  })
  afterAll(async () => {
    await connection?.end()
    await db?.close()
  })

  const plansOf = (operate: (tokens: Tokens) => Promise<unknown>) => plansOfUndone(db, connection, now, operate)

  /** Fails with the plans that are to blame. */
  async function expectIndexes(count: number, operate: (tokens: Tokens) => Promise<unknown>) {
    const statements = await plansOf(operate)
    expect(withoutIndex(statements)).toEqual([])
    expect(statements).toHaveLength(count)
  }

  test('a statement without an index would be found', async () => {
    const statements = await plansOf((tokens) => tokens.invalidateTokens({ where: { note: 'x' } }))
    expect(withoutIndex(statements)).toHaveLength(1)
  })

  describe('listTokens', () => {
    const statuses = ['active', 'expired', 'invalid', 'retiring'] as const
    const orders = [{ timeAdded: 'desc' }, { timeAdded: 'asc' }, { id: 'desc' }, { id: 'asc' }] as const

    test.each(orders)('all tokens by %p, from the first page and from a cursor', async (orderBy) => {
      await expectIndexes(2, async (tokens) => {
        const { nextCursor: cursor } = await tokens.listTokens({ orderBy, take: 20 })
        expect((await tokens.listTokens({ orderBy, take: 20, cursor })).tokens).toHaveLength(20)
      })
    })

    test.each(orders)('the tokens of a user by %p, from the first page and from a cursor', async (orderBy) => {
      const user = { id: firstUser }
      await expectIndexes(2, async (tokens) => {
        const { nextCursor: cursor } = await tokens.listTokens({ user, orderBy, take: 20 })
        expect((await tokens.listTokens({ user, orderBy, take: 20, cursor })).tokens).toHaveLength(20)
      })
    })

    test.each(statuses)('the tokens that are %s, of all and of a user', async (status) => {
      await expectIndexes(3, async (tokens) => {
        const { nextCursor: cursor } = await tokens.listTokens({ status, take: 20 })
        await tokens.listTokens({ status, take: 20, cursor })
        await tokens.listTokens({ status, take: 20, user: firstUser + 1 })
      })
    })

    test('a cursor enters the index where the page before has ended', async () => {
      const statements = await plansOf(async (tokens) => {
        const { nextCursor: cursor } = await tokens.listTokens({ take: 5000 })
        await tokens.listTokens({ take: 20, cursor })
      })
      expect(statements.at(-1)?.plan).toMatch(/Index Cond: \(time_added <= /)
    })
  })

  test('listExpiring', async () => {
    await expectIndexes(2, async (tokens) => {
      expect(await tokens.listExpiring({ within: 30 * day, take: 20 })).toHaveLength(20)
    })
  })

  describe('invalidateTokens in batches', () => {
    test.each([
      ['of 3 users', () => ({ users: [firstUser + 1, firstUser + 2, firstUser + 3], batchSize: 50 })],
      [
        'of 500 users',
        () => ({ users: Array.from({ length: 500 }, (_, n) => firstUser + n), batchSize: true as const }),
      ],
      ['that are valid', () => ({ where: { valid: true }, batchSize: true as const })],
      ['with few matches', () => ({ where: { expires: { lt: daysAgo(98) } }, batchSize: 100 })],
      ['all there are', () => ({ batchSize: true as const })],
      ['all there are, in small batches', () => ({ batchSize: 2000 })],
    ])('%s', async (_name, optionsOf) => {
      const statements = await plansOf((tokens) => tokens.invalidateTokens(optionsOf()))
      expect(withoutIndex(statements)).toEqual([])
      expect(statements.length).toBeGreaterThanOrEqual(2)
    })
  })

  describe('pruneTokens', () => {
    test.each([
      ['expiredBefore', 'few', daysAgo(98)],
      ['expiredBefore', 'many', daysAgo(1)],
      ['invalidatedBefore', 'few', daysAgo(397)],
      ['invalidatedBefore', 'many', daysAgo(1)],
      ['unusedSince', 'few', daysAgo(397)],
      ['unusedSince', 'many', daysAgo(1)],
    ])('%s, %s', async (criterion, _matches, date) => {
      const statements = await plansOf((tokens) => tokens.pruneTokens({ [criterion]: date }))
      expect(withoutIndex(statements)).toEqual([])
      expect(statements.length).toBeGreaterThanOrEqual(2)
    })

    test('all three, also when they are only counted', async () => {
      const options = { expiredBefore: daysAgo(98), invalidatedBefore: daysAgo(397), unusedSince: daysAgo(397) }
      // Two for unused successors and two for all others, and one that looks which of the former are awaited.
      await expectIndexes(5, (tokens) => tokens.pruneTokens({ ...options, dryRun: true }))
      await expectIndexes(5, (tokens) => tokens.pruneTokens(options))
    })
  })
})
