import { createUser, repository, statementsOf, type SuiteContext } from './context.js'

/** How many statements each operation takes: what adds one has to change a number here. */
export function queryCounts(context: SuiteContext): void {
  describe('statements', () => {
    async function countOf(operate: (tokens: ReturnType<typeof repository>) => Promise<unknown>): Promise<number> {
      const statements = await statementsOf(context, (client) => operate(repository(context, { client })))
      return statements.filter((sql) => /^\W*(SELECT|INSERT|UPDATE|DELETE|WITH)/i.test(sql)).length
    }
    const given = async (count = 1) => {
      const user = await createUser(context.db.prisma)
      const generated = []
      for (let n = 0; n < count; n++) generated.push(await repository(context).generateToken(user))
      return { user, generated, token: generated[0]?.token ?? '' }
    }
    const isPostgresql = () => context.db.kind.provider === 'postgresql'
    const isMysql = () => context.db.kind.provider === 'mysql'

    test('generateToken', async () => {
      const { user } = await given(0)
      expect(await countOf((tokens) => tokens.generateToken(user))).toBe(isMysql() ? 2 : 1)
    })

    test('generateTokens: as many for 20 users', async () => {
      const users = await Promise.all(Array.from({ length: 20 }, () => createUser(context.db.prisma)))
      const all = async (tokens: ReturnType<typeof repository>) => {
        for await (const batch of tokens.generateTokens(users)) expect(batch).toHaveLength(20)
      }
      // What SQLite and MariaDB have inserted, Prisma reads back.
      expect(await countOf(all)).toBe(isPostgresql() ? 1 : 2)
    })

    test('authenticate: none for what is malformed, one for the rest, one more to note the use', async () => {
      const { token } = await given()
      expect(await countOf((tokens) => tokens.authenticate('wat_garbage'))).toBe(0)
      expect(await countOf((tokens) => tokens.authenticate(undefined))).toBe(0)
      expect(await countOf((tokens) => tokens.authenticate(token))).toBe(2)
      expect(await countOf((tokens) => tokens.authenticate(token))).toBe(1)
    })

    test('authenticate: one for 100 at a time', async () => {
      const { generated } = await given(20)
      const presented = Array.from({ length: 100 }, (_, n) => generated[n % 20]?.token)
      const all = (tokens: ReturnType<typeof repository>) =>
        Promise.all(presented.map((token) => tokens.authenticate(token, { lastUsedInterval: Infinity })))
      expect(await countOf(all)).toBe(1)
    })

    test('authenticate: none from the cache', async () => {
      const { token } = await given()
      const count = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client, cache: { store: new Map(), ttl: 60_000 } })
        for (let n = 0; n < 10; n++) await tokens.authenticate(token, { lastUsedInterval: Infinity })
      })
      expect(count.filter((sql) => /SELECT/i.test(sql))).toHaveLength(1)
    })

    test('invalidateToken and invalidateTokens', async () => {
      const { user, token } = await given(3)
      expect(await countOf((tokens) => tokens.invalidateToken(token))).toBe(1)
      // PostgreSQL's revocation waits for rotations that are under way.
      expect(await countOf((tokens) => tokens.invalidateTokens({ users: [user] }))).toBe(isPostgresql() ? 2 : 1)
    })

    test('updateToken', async () => {
      const { token, generated } = await given()
      const id = generated[0]?.record.id ?? 0
      expect(await countOf((tokens) => tokens.updateToken({ id }, { note: 'x' }))).toBe(1)
      // MySQL does not tell the id of the row, which the event has.
      expect(await countOf((tokens) => tokens.updateToken(token, { note: 'x', expires: null }))).toBe(isMysql() ? 2 : 1)
    })

    test('rotateToken: read, lock, insert and retire', async () => {
      const { token } = await given()
      // MySQL reads what it has locked and inserted. PostgreSQL locks the user.
      const expected = { sqlite: 4, mysql: 6, postgresql: 5 }[context.db.kind.provider]
      expect(await countOf((tokens) => tokens.rotateToken(token))).toBe(expected)
    })

    test('listTokens: one a page', async () => {
      const { user } = await given(3)
      expect(await countOf((tokens) => tokens.listTokens({ user, take: 2 }))).toBe(1)
    })

    test('listExpiring: one when there is nothing, and as many for 20 as for one', async () => {
      const within = 60_000
      const { user } = await given(0)
      expect(await countOf((tokens) => tokens.listExpiring({ user, within }))).toBe(1)
      const expires = new Date(Date.now() + 30_000)
      for (const count of [1, 20]) {
        for (let n = 0; n < count; n++) await repository(context).generateToken(user, { expires })
        // MySQL locks what it marks.
        const expected = isMysql() ? 3 : 2
        expect(await countOf((tokens) => tokens.listExpiring({ user, within }))).toBe(expected)
      }
    })

    test('generateToken and invalidateToken: as many for 128 at once', async () => {
      const { user } = await given(0)
      const calls = Array.from({ length: 128 })
      const generate = (tokens: ReturnType<typeof repository>) =>
        Promise.all(calls.map(() => tokens.generateToken(user)))
      expect(await countOf(generate)).toBe(isPostgresql() ? 1 : 2)
      const generated = await generate(repository(context))
      const invalidate = (tokens: ReturnType<typeof repository>) =>
        Promise.all(generated.map(({ record: { id } }) => tokens.invalidateToken({ id })))
      // MySQL does not tell which rows it has changed.
      expect(await countOf(invalidate)).toBe(isMysql() ? 128 : 1)
    })

    test('pruneTokens: two a batch', async () => {
      const where = { expiredBefore: new Date('2001-01-01'), batchSize: 100 }
      expect(await countOf((tokens) => tokens.pruneTokens(where))).toBe(2)
    })
  })
}
