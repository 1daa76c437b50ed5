import {
  hmacSha256Digest,
  TokenGeneratorRegistry,
  WebAPITokenGenerationError,
  WebAPITokenRepository,
} from '../../../src/index.js'
import {
  collidingTokenGenerator,
  createTestToken,
  givenTokenGenerator,
  settableClock,
} from '../../../src/testing/index.js'
import { createUser, failure, type SuiteContext, unique } from './context.js'

export function testing(context: SuiteContext): void {
  describe('the test kit', () => {
    test('createTestToken writes a row in any state', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const past = new Date('2001-01-01T00:00:00Z')
      const { token, record } = await createTestToken(
        prisma,
        user,
        {
          expires: past,
          lastUsed: past,
          valid: false,
          invalidDate: past,
          invalidReason: 'Leaked',
          note: 'Old',
        },
        {},
      )
      context.plaintexts.push(token)
      expect(record).toMatchObject({
        userId: user.id,
        valid: false,
        invalidReason: 'Leaked',
        note: 'Old',
        lastUsed: past,
      })
      expect(await prisma.webAPIToken.findMany({ where: { userId: user.id } })).toMatchObject([{ id: record.id }])
    })

    test("createTestToken writes a token that the app's repository accepts, whatever its prefix and digests", async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const digests = [hmacSha256Digest({ keyId: 'a', key: 'k'.repeat(32) })]
      const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme', digests })
      const { token, record } = await createTestToken(tokens, user, { note: 'Test' })
      context.plaintexts.push(token)
      expect(token).toMatch(/^acme_/)
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true, record: { id: record.id, note: 'Test' } })

      const other = await createTestToken(prisma, user, {}, { tokenType: 'acme', digests })
      context.plaintexts.push(other.token)
      expect(await tokens.authenticate(other.token)).toMatchObject({ ok: true })
    })

    test('createTestToken asks for the options of the extension', async () => {
      const { prisma } = context.db
      const create = createTestToken as (client: object, user: number) => Promise<unknown>
      expect(await failure(context, create(prisma, 1))).toEqual(
        new TypeError('createTestToken needs the repository, or the options of webAPITokens() as its last argument'),
      )
    })

    test('createTestToken takes a renamed model', async () => {
      const account = await context.db.prisma.account.create({ data: { email: unique('mail') } })
      const overrides = { department: 'HR', region: 'eu', rank: 3 }
      const { record } = await createTestToken(context.db.prisma, account.id, overrides, { model: 'accessToken' })
      expect(record).toMatchObject({ userId: account.id, department: 'HR', rank: 3, valid: true })
    })

    test('the generators give what they are told, and collide', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const [first, second, colliding] = [unique('first'), unique('second'), unique('colliding')]
      const generators = new TokenGeneratorRegistry()
        .register(givenTokenGenerator([first, first, second]))
        .register(collidingTokenGenerator(colliding))
      const logger = { error: (message: string) => context.observed.push(message) }
      const tokens = new WebAPITokenRepository(prisma, { generators, defaultTokenGeneratorId: 'given', logger })

      expect((await tokens.generateToken(user)).token).toBe(first)
      expect((await tokens.generateToken(user)).token).toBe(second)
      expect((await failure(context, tokens.generateToken(user))).message).toContain('all 3 tokens')
      await tokens.generateToken(user, { tokenGeneratorId: 'colliding' })
      expect(await failure(context, tokens.generateToken(user, { tokenGeneratorId: 'colliding' }))).toBeInstanceOf(
        WebAPITokenGenerationError,
      )
      context.plaintexts.push(first, second, colliding)
    })

    test('the clock stands still until it is set', async () => {
      const { prisma } = context.db
      const clock = settableClock(new Date('2030-01-01T00:00:00Z'))
      const tokens = new WebAPITokenRepository(prisma, { clock })
      const { record } = await tokens.generateToken(await createUser(prisma))
      expect(record.timeAdded).toEqual(new Date('2030-01-01T00:00:00Z'))
      clock.advance(1000)
      await tokens.updateToken({ id: record.id }, { note: 'x' })
      expect(await prisma.webAPIToken.findUnique({ where: { id: record.id } })).toMatchObject({
        lastUpdated: new Date('2030-01-01T00:00:01Z'),
      })
      clock.set(new Date('2031-01-01T00:00:00Z'))
      expect(clock()).toEqual(new Date('2031-01-01T00:00:00Z'))
    })
  })
}
