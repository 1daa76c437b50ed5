import { plaintextDigest, sha256Digest } from '../../../src/index.js'
import { createUser, failure, neverGenerated, repository, statementsOf, type SuiteContext, unique } from './context.js'

/** The text is no token: neither does any row have it, nor does any generator make such texts. */
const malformed = { name: 'WebAPITokenReferenceError', code: 'ERR_WEBAPI_TOKEN_MALFORMED' }

export function invalidation(context: SuiteContext): void {
  const validOf = (userId: number) => context.db.prisma.webAPIToken.count({ where: { userId, valid: true } })

  /** A user with two valid tokens, the notes `a` and `b`. */
  async function userWithTokens() {
    const user = await createUser(context.db.prisma)
    const tokens = repository(context)
    const a = await tokens.generateToken(user, { note: 'a' })
    const b = await tokens.generateToken(user, { note: 'b' })
    return { user, a, b }
  }

  describe('invalidateToken', () => {
    test('invalidates one token, once, with the first date and reason', async () => {
      const { prisma } = context.db
      const { user, a } = await userWithTokens()
      const [first, second] = [new Date('2030-01-01T00:00:00Z'), new Date('2031-01-01T00:00:00Z')]
      const at = (now: Date) => repository(context, { clock: () => now })

      expect(await at(first).invalidateToken(a.token, { invalidReason: 'Leaked' })).toEqual({ count: 1 })
      expect(await at(second).invalidateToken(a.token, { invalidReason: 'Later' })).toEqual({ count: 0 })

      const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: a.record.id } })
      expect(row).toMatchObject({ valid: false, invalidDate: first, invalidReason: 'Leaked', lastUpdated: first })
      expect(await validOf(user.id)).toBe(1)
    })

    test('takes the id of a row', async () => {
      const { user, b } = await userWithTokens()
      expect(await repository(context).invalidateToken({ id: b.record.id })).toEqual({ count: 1 })
      expect(await validOf(user.id)).toBe(1)
    })

    test('finds nothing for an unknown token, or one in another case', async () => {
      const { user, a } = await userWithTokens()
      const tokens = repository(context)
      expect(await tokens.invalidateToken(neverGenerated())).toEqual({ count: 0 })
      expect(await failure(context, tokens.invalidateToken(a.token.toUpperCase()))).toMatchObject(malformed)
      expect(await validOf(user.id)).toBe(2)
    })

    test('tells tokens apart that differ only in case, in a table of plaintext tokens', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const token = unique('Case').replaceAll('-', '')
      const row = { userId: user.id, tokenGeneratorId: 'vendor_checksum', note: '', invalidReason: '' }
      await prisma.webAPIToken.createMany({
        data: [token, token.toLowerCase()].map((stored) => ({ ...row, token: stored })),
      })
      const tokens = repository(context, { digests: [sha256Digest(), plaintextDigest()] })
      for (const other of [token.toUpperCase(), `${token} `, `${token.slice(0, -1)}ṫ`]) {
        expect(await failure(context, tokens.invalidateToken(other))).toMatchObject(malformed)
      }
      expect(await tokens.invalidateToken(token)).toEqual({ count: 1 })
      expect(await prisma.webAPIToken.findMany({ where: { userId: user.id, valid: true } })).toMatchObject([
        { token: token.toLowerCase() },
      ])
    })

    test('takes one statement', async () => {
      const { a } = await userWithTokens()
      const statements = await statementsOf(context, (client) =>
        repository(context, { client }).invalidateToken(a.token),
      )
      expect(statements.filter((sql) => /INSERT|SELECT|UPDATE/i.test(sql))).toEqual([expect.stringMatching(/^UPDATE/)])
    })
  })

  describe('invalidateTokens', () => {
    test('by users, as ids or objects', async () => {
      const [one, two, three] = [await userWithTokens(), await userWithTokens(), await userWithTokens()]
      const users = [one.user.id, two.user, one.user]
      expect(await repository(context).invalidateTokens({ users, invalidReason: 'Left' })).toEqual({ count: 4 })
      expect(await validOf(one.user.id)).toBe(0)
      expect(await validOf(two.user.id)).toBe(0)
      expect(await validOf(three.user.id)).toBe(2)
      expect(await repository(context).invalidateTokens({ users })).toEqual({ count: 0 })
      const rows = await context.db.prisma.webAPIToken.findMany({ where: { userId: one.user.id } })
      expect(rows.map((row) => row.invalidReason)).toEqual(['Left', 'Left'])
    })

    test('by a filter of the app, and by both', async () => {
      const [one, two] = [await userWithTokens(), await userWithTokens()]
      const tokens = repository(context)
      expect(await tokens.invalidateTokens({ users: [one.user], where: { note: 'a' } })).toEqual({ count: 1 })
      expect(await validOf(one.user.id)).toBe(1)
      expect(await validOf(two.user.id)).toBe(2)
      const where = { OR: [{ note: 'b' }, { note: 'c' }], user: { is: { username: two.user.username } } }
      expect(await tokens.invalidateTokens({ where })).toEqual({ count: 1 })
      expect(await validOf(two.user.id)).toBe(1)
    })

    test('a filter on `valid` cannot reach an invalid token', async () => {
      const { user, a } = await userWithTokens()
      const tokens = repository(context)
      await tokens.invalidateToken(a.token, { invalidReason: 'First' })
      expect(await tokens.invalidateTokens({ where: { valid: false }, users: [user] })).toEqual({ count: 0 })
    })

    test('an empty list of users is nobody', async () => {
      const { user } = await userWithTokens()
      expect(await repository(context).invalidateTokens({ users: [] })).toEqual({ count: 0 })
      expect(await repository(context).invalidateTokens({ users: new Set<number>() })).toEqual({ count: 0 })
      expect(await validOf(user.id)).toBe(2)
    })

    test.each([{}, { users: null }])('%p is everybody', async (options) => {
      const { prisma } = context.db
      await userWithTokens()
      const valid = await prisma.webAPIToken.count({ where: { valid: true } })
      expect(valid).toBeGreaterThanOrEqual(2)
      expect(await repository(context).invalidateTokens(options)).toEqual({ count: valid })
      expect(await prisma.webAPIToken.count({ where: { valid: true } })).toBe(0)
      expect(await repository(context).invalidateTokens(options)).toEqual({ count: 0 })
    })

    test.each([
      ['users', { users: undefined }],
      ['users[1]', { users: [1, undefined] }],
      ['where', { where: undefined }],
      ['where.note', { where: { note: undefined } }],
      ['where.OR[0].user.is.username', { where: { OR: [{ user: { is: { username: undefined } } }] } }],
      ['where.OR', { where: { OR: [] } }],
      ['where.AND[0].OR', { where: { AND: [{ OR: [] }] } }],
      ['users', { users: '12' }],
      ['users[0]', { users: [{ name: 'x' }] }],
      ['where', { where: null }],
      ['invalidReason', { users: [1], invalidReason: 7 }],
    ])('names %s in the TypeError for %p', async (name, options) => {
      const { user } = await userWithTokens()
      const error = await failure(context, repository(context).invalidateTokens(options as object))
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message.startsWith(`${name} `)).toBe(true)
      expect(await validOf(user.id)).toBe(2)
    })

    test('takes 100,000 users', async () => {
      const [one, two] = [await userWithTokens(), await userWithTokens()]
      const users = Array.from({ length: 100_000 }, (_, index) => 1_000_000 + index)
      users.splice(500, 1, one.user.id)
      users.splice(99_000, 1, two.user.id)
      expect(await repository(context).invalidateTokens({ users, where: { note: 'a' } })).toEqual({ count: 2 })
      expect(await validOf(one.user.id)).toBe(1)
      expect(await validOf(two.user.id)).toBe(1)
    })
  })
}
