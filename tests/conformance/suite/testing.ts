import { TokenGeneratorRegistry, WebAPITokenGenerationError, WebAPITokenRepository } from '../../../src/index.js'
import {
  collidingTokenGenerator,
  createTestToken,
  givenTokenGenerator,
  settableClock,
} from '../../../src/testing/index.js'
import { createUser, failure, repository, type SuiteContext, unique } from './context.js'

export function testing(context: SuiteContext): void {
  describe('the test kit', () => {
    test('createTestToken writes a row in any state', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const past = new Date('2001-01-01T00:00:00Z')
      const { token, record } = await createTestToken(prisma, user, {
        expires: past,
        lastUsed: past,
        valid: false,
        invalidDate: past,
        invalidReason: 'Leaked',
        note: 'Old',
      })
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

    test('createTestToken writes a token that the repository knows', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const token = unique('known')
      context.plaintexts.push(token)
      await createTestToken(prisma, user, { token })
      expect(await repository(context).invalidateToken(token)).toEqual({ count: 1 })
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
