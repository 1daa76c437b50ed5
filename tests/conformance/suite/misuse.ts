import { DbNull } from '@prisma/client/runtime/client'

import { hmacSha256Digest, WebAPITokenRepository } from '../../../src/index.js'
import type { TestClient } from '../../support/databases.js'
import { createUser, failure, repository, type SuiteContext, unique } from './context.js'
import { createRows } from './rows.js'

/** What a slip in an app must not do: most of these would otherwise be about everybody's tokens. */
export function misuse(context: SuiteContext): void {
  type Tokens = ReturnType<typeof repository>
  type Misused = Record<keyof Tokens, (...args: unknown[]) => Promise<unknown>>

  /** A repository as JavaScript sees it, and two users with two valid tokens each. */
  async function start() {
    const { prisma } = context.db
    const [user, other] = [await createUser(prisma), await createUser(prisma)]
    for (const each of [user, other]) await createRows(context, each, [{ note: 'a' }, { note: 'b' }])
    const rows = () =>
      prisma.webAPIToken.findMany({ where: { userId: { in: [user.id, other.id] } }, orderBy: { id: 'asc' } })
    return { tokens: repository(context) as unknown as Misused, user, other, rows }
  }

  describe('a slip in a bulk revocation', () => {
    test.each<[string, (user: { id: number }) => unknown[]]>([
      ['a filter that was not awaited', () => [{ where: Promise.resolve({ note: 'a' }) }]],
      ['a list for a filter', () => [{ where: [] }]],
      ['a Map for a filter', () => [{ where: new Map() }]],
      ['an empty filter', () => [{ where: {} }]],
      ['null for a filter', () => [{ where: null }]],
      ['a filter with NaN', () => [{ where: { familyId: NaN } }]],
      ['a filter with an empty condition', () => [{ where: { userId: {} } }]],
      ['a filter with an id that was not awaited', ({ id }) => [{ where: { userId: Promise.resolve(id) } }]],
      ['an empty NOT', () => [{ where: { NOT: {} } }]],
      ['user for users', (user) => [{ user }]],
      ['userIds for users', ({ id }) => [{ userIds: [id] }]],
      ['a user for the options', (user) => [user]],
      ['a list of users for the options', (user) => [[user]]],
      ['an id for the options', ({ id }) => [id]],
      ['null for the options', () => [null]],
      ['undefined for the options', () => [undefined]],
      ['undefined users', () => [{ users: undefined }]],
      ['a user for the list of users', (user) => [{ users: user }]],
      ['users that were not awaited', (user) => [{ users: Promise.resolve([user]) }]],
      ['a nobody among the users', (user) => [{ users: [user, null] }]],
    ])('%s is a TypeError, and revokes nothing', async (_slip, args) => {
      const { tokens, user, rows } = await start()
      const before = await rows()
      expect(await failure(context, tokens.invalidateTokens(...args(user)))).toBeInstanceOf(TypeError)
      expect(await rows()).toEqual(before)
    })

    test.each([(id: number) => id + 0.5, String, () => NaN, () => 2 ** 40])(
      'an id that the field cannot have is a TypeError, and revokes nothing: %s',
      async (wrong) => {
        const { tokens, user, rows } = await start()
        const before = await rows()
        expect(await failure(context, tokens.invalidateTokens({ users: [wrong(user.id)] }))).toBeInstanceOf(TypeError)
        expect(await failure(context, tokens.invalidateToken({ id: wrong(before[0]?.id ?? 0) }))).toBeInstanceOf(
          TypeError,
        )
        expect(await failure(context, tokens.listTokens({ user: wrong(user.id) }))).toBeInstanceOf(TypeError)
        expect(await failure(context, tokens.generateToken(wrong(user.id)))).toBeInstanceOf(TypeError)
        expect(await rows()).toEqual(before)
      },
    )

    test('filters that mean what they say are taken', async () => {
      const { tokens, user, other, rows } = await start()
      const where = { OR: [{ policy: { equals: DbNull } }, { policy: { not: {} } }], note: { not: { contains: 'b' } } }
      expect(await tokens.invalidateTokens({ users: [user], where })).toEqual({ count: 1 })
      expect(await tokens.invalidateTokens({ users: [user.id], where: { id: { in: [] } } })).toEqual({ count: 0 })
      expect(await tokens.invalidateTokens({ users: null, where: { userId: other.id } })).toEqual({ count: 2 })
      expect((await rows()).map(({ valid }) => valid)).toEqual([false, true, false, false])
    })
  })

  describe('a slip in a list', () => {
    test.each([
      ['users for user', { users: [1] }],
      ['nobody', { user: null }],
      ['a user that was not set', { user: undefined }],
      ['an empty filter', { where: {} }],
    ])('%s is a TypeError, and lists nothing', async (_slip, options) => {
      const { tokens } = await start()
      expect(await failure(context, tokens.listTokens(options))).toBeInstanceOf(TypeError)
      expect(await failure(context, tokens.listExpiring({ within: 1, ...options }))).toBeInstanceOf(TypeError)
    })
  })

  test('every verb refuses an option that it does not know, and names the nearest one', async () => {
    const { tokens, user, rows } = await start()
    const before = await rows()
    const id = before[0]?.id
    const errors = [
      [() => tokens.generateToken(user, { notes: 'x' }), 'note'],
      [() => tokens.generateTokens([user], { batchsize: 1 }), 'batchSize'],
      [() => tokens.rotateToken({ id }, { grace: 1 }), 'gracePeriod'],
      [() => tokens.updateToken({ id }, { expiry: null }), 'expires'],
      [() => tokens.invalidateToken({ id }, { reason: 'x' }), 'invalidReason'],
      [() => tokens.pruneTokens({ expireBefore: new Date() }), 'expiredBefore'],
      [() => tokens.listTokens({ orderby: { id: 'asc' } }), 'orderBy'],
      [() => tokens.authenticate('x', { includes: {} }), 'include'],
      [() => tokens.authenticateOrThrow('x', { isActive: () => true }), 'isUserActive'],
    ] as const
    for (const [call, nearest] of errors) {
      // `generateTokens` throws at once.
      const error = await failure(context, (async () => call())())
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toMatch(new RegExp(`there is no option ".*"; the nearest is "${nearest}"`))
    }
    expect(await rows()).toEqual(before)
  })

  test('what must be true or false is nothing else', async () => {
    const { tokens, user, rows } = await start()
    const before = await rows()
    const id = before[0]?.id
    for (const call of [
      () => tokens.generateToken(user, { autoGenerated: 1 }),
      () => tokens.generateTokens([user], { autoGenerated: 'no' }),
      () => tokens.rotateToken({ id }, { retireOnFirstUse: 'false' }),
      () => tokens.rotateToken({ id }, { gracePeriod: 1, autoGenerated: null }),
      () => tokens.pruneTokens({ expiredBefore: new Date(), dryRun: 'false' }),
    ]) {
      const error = await failure(context, (async () => call())())
      expect(error.message).toMatch(/^(?:autoGenerated|retireOnFirstUse|dryRun) must be true or false$/)
    }
    expect(await rows()).toEqual(before)
  })

  test('options that are undefined are as if left out', async () => {
    const { prisma } = context.db
    const options = { tokenType: undefined, maxTokensPerUser: undefined, cache: undefined, clock: undefined }
    const tokens = new WebAPITokenRepository(prisma, options)
    const generated = await tokens.generateToken(await createUser(prisma), { note: undefined, expires: undefined })
    context.plaintexts.push(generated.token)
    expect(generated.token).toMatch(/^wat_/)
    await tokens.updateToken(generated.token, { note: undefined, policy: undefined })
    expect(await tokens.invalidateToken(generated.token, { invalidReason: undefined })).toEqual({ count: 1 })
  })

  test.each([
    [{ maxTokenPerUser: 1 }, 'there is no option "maxTokenPerUser"; the nearest is "maxTokensPerUser"'],
    [{ tokentype: 'a' }, 'there is no option "tokentype"; the nearest is "tokenType"'],
    [{ gracePeriod: 1 }, 'there is no option "gracePeriod"'],
    [{ clock: new Date() }, 'clock must be a function'],
    [{ generators: {} }, 'generators must be a TokenGeneratorRegistry'],
    [{ digests: [{}] }, 'digests must be a list of digests'],
    [{ logger: {} }, 'logger must have the method error'],
    [{ invalidateFamilyOnReuse: true }, "invalidateFamilyOnReuse must be 'rotation', 'always' or false"],
    [[], 'the options must be a plain object'],
  ])('the constructor refuses %p', (options, message) => {
    expect(() => new WebAPITokenRepository(context.db.prisma, options as object)).toThrow(message)
  })

  test('two keys need two key ids', () => {
    const digests = ['a', 'b'].map((letter) => hmacSha256Digest({ keyId: '2026', key: letter.repeat(32) }))
    expect(() => new WebAPITokenRepository(context.db.prisma, { digests })).toThrow(
      new TypeError('digests: "hmac-sha256:2026" is listed twice: give each key its own key id'),
    )
  })

  test('a generator id from outside stays on one line of the error and the log', async () => {
    const { prisma } = context.db
    const lines: string[] = []
    const tokens = new WebAPITokenRepository(prisma, { logger: { error: (message: string) => lines.push(message) } })
    const user = await createUser(prisma)
    const error = await failure(context, tokens.generateToken(user, { tokenGeneratorId: 'x\nFATAL: all is lost' }))
    expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_UNKNOWN_GENERATOR' })
    expect([error.message, ...lines]).toEqual([
      expect.stringContaining(String.raw`"x\nFATAL: all is lost"`),
      expect.stringContaining(String.raw`"x\nFATAL: all is lost"`),
    ])
  })

  test.each([undefined, null])('a client that is %p is named', (client) => {
    expect(() => new WebAPITokenRepository(client as unknown as TestClient)).toThrow(
      new TypeError('client must be a Prisma client'),
    )
  })

  describe('an id in the place of a token', () => {
    test('is told, since the token would stay valid', async () => {
      const account = await context.db.prisma.account.create({ data: { email: unique('mail') } })
      const tokens = new WebAPITokenRepository(context.db.prisma, { model: 'accessToken' })
      const { token, record } = await tokens.generateToken(account, { data: { department: 'HR', region: 'eu' } })
      context.plaintexts.push(token)
      const error = { name: 'WebAPITokenReferenceError', code: 'ERR_WEBAPI_TOKEN_MALFORMED' }
      expect(await failure(context, tokens.invalidateToken(record.id))).toMatchObject(error)
      expect(await failure(context, tokens.updateToken(record.id, { note: 'x' }))).toMatchObject(error)
      expect(await failure(context, tokens.rotateToken(record.id))).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_UNKNOWN' })
      expect(await tokens.invalidateToken({ id: record.id })).toEqual({ count: 1 })
    })

    test('a token that is not there, or of a generator that is no longer registered, is none', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context)
      const { token } = await tokens.generateToken(user)
      await prisma.webAPIToken.deleteMany({ where: { userId: user.id } })
      expect(await tokens.invalidateToken(token)).toEqual({ count: 0 })

      const { token: old } = await tokens.generateToken(user, { tokenGeneratorId: 'vendor_checksum' })
      const later = repository(context, { tokenType: 'other' })
      expect(await later.invalidateToken(old)).toEqual({ count: 1 })
    })
  })

  describe('data.id', () => {
    test('is refused where the database makes the ids', async () => {
      const { tokens, user, rows } = await start()
      const before = await rows()
      const error = new TypeError('data.id cannot be set through data')
      expect(await failure(context, tokens.generateToken(user, { data: { id: 1_000_000 } }))).toEqual(error)
      expect(await failure(context, tokens.rotateToken({ id: before[0]?.id }, { data: { id: 1_000_000 } }))).toEqual(
        error,
      )
      expect(await rows()).toEqual(before)
    })
  })
}
