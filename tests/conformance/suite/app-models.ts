import { WebAPITokenRepository } from '../../../src/index.js'
import { accessTokens, failure, givenTokens, robotTokens, type SuiteContext, unique } from './context.js'

export function appModels(context: SuiteContext): void {
  const createAccount = () => context.db.prisma.account.create({ data: { email: unique('mail') } })
  const data = { department: 'HR', region: 'eu' }

  describe('a renamed and mapped model with String ids and fields of its own', () => {
    test('has its own fields in the row and in the record', async () => {
      const { prisma } = context.db
      const account = await createAccount()
      const { token, record } = await accessTokens(context).generateToken(account, {
        note: 'CI',
        data: { ...data, label: 'laptop', rank: 7 },
      })
      expect(record).toMatchObject({ userId: account.id, department: 'HR', region: 'eu', label: 'laptop', rank: 7 })
      expect(record).not.toHaveProperty('token')
      const rows = await prisma.accessToken.findMany({ where: { userId: account.id } })
      expect(rows).toMatchObject([{ id: record.id, note: 'CI', department: 'HR', label: 'laptop', rank: 7 }])
      expect(await accessTokens(context).updateToken(token, { data: { rank: { increment: 1 } } })).toEqual({ count: 1 })
      expect(await prisma.accessToken.findUnique({ where: { id: record.id } })).toMatchObject({ rank: 8 })
    })

    test('retries a token that is taken, in and out of a transaction', async () => {
      const { prisma } = context.db
      const account = await createAccount()
      const taken = unique('taken')
      await accessTokens(context, { generator: givenTokens(taken) }).generateToken(account, { data })
      const [one, two] = [givenTokens(taken, unique('fresh')), givenTokens(taken, unique('fresh'))]
      await accessTokens(context, { generator: one }).generateToken(account, { data })
      await prisma.$transaction((tx) =>
        accessTokens(context, { generator: two }).withTransaction(tx).generateToken(account, { data }),
      )
      expect([one.calls, two.calls]).toEqual([2, 2])
      expect(await prisma.accessToken.count({ where: { userId: account.id } })).toBe(3)
    })

    test("passes the app's unique constraint on, after one attempt", async () => {
      const account = await createAccount()
      await accessTokens(context).generateToken(account, { data: { ...data, label: 'laptop' } })
      const generator = givenTokens(unique('fresh'))
      const error = await failure(
        context,
        accessTokens(context, { generator }).generateToken(account, { data: { ...data, label: 'laptop' } }),
      )
      expect(error).toMatchObject({ name: 'PrismaClientKnownRequestError', code: 'P2002' })
      expect(generator.calls).toBe(1)
      expect(await context.db.prisma.accessToken.count({ where: { userId: account.id } })).toBe(1)
    })

    test.each(['alone', 'in a transaction'])(
      "passes the app's unique constraint on when the token is taken as well, %s",
      async (where) => {
        const { prisma, kind } = context.db
        const account = await createAccount()
        const taken = unique('taken')
        const labelled = { data: { ...data, label: 'laptop' } }
        await accessTokens(context, { generator: givenTokens(taken) }).generateToken(account, labelled)

        const generator = givenTokens(taken, unique('fresh'), unique('fresh'))
        const tokens = accessTokens(context, { generator })
        const error = await failure(
          context,
          where === 'alone'
            ? tokens.generateToken(account, labelled)
            : prisma.$transaction((tx) => tokens.withTransaction(tx).generateToken(account, labelled)),
        )

        expect(error).toMatchObject({ name: 'PrismaClientKnownRequestError', code: 'P2002' })
        expect(JSON.stringify(error)).toContain('label')
        // SQLite reports the app's constraint first. The others report the token first: they meet the app's constraint
        // in the second attempt, and there is none after it.
        expect(generator.calls).toBe(kind.provider === 'sqlite' ? 1 : 2)
        expect(await prisma.accessToken.count({ where: { userId: account.id } })).toBe(1)
      },
    )

    test('passes a value that is too long on, after one attempt', async () => {
      const account = await createAccount()
      const generator = givenTokens(unique('fresh'))
      const tooLong = { data: { ...data, department: 'x'.repeat(21) } }
      const result = accessTokens(context, { generator }).generateToken(account, tooLong)
      // SQLite has no limit.
      if (context.db.kind.provider === 'sqlite') await result
      else expect(await failure(context, result)).toMatchObject({ code: 'P2000' })
      expect(generator.calls).toBe(1)
    })

    test('passes a missing field on as the error of Prisma that it is', async () => {
      const account = await createAccount()
      const error = await failure(context, accessTokens(context).generateToken(account, {} as { data: typeof data }))
      expect(error.name).toBe('PrismaClientValidationError')
      expect(error.message).toContain('department')
    })

    test('is invalidated by user and by filter', async () => {
      const account = await createAccount()
      const tokens = accessTokens(context)
      const { token } = await tokens.generateToken(account, { data })
      await tokens.generateToken(account, { data: { ...data, region: 'us' } })
      expect(await tokens.invalidateTokens({ users: [account.id], where: { region: 'us' } })).toEqual({ count: 1 })
      expect(await tokens.invalidateToken(token)).toEqual({ count: 1 })
    })
  })

  describe('a model with BigInt ids that the app makes, and a named index', () => {
    test('is written, retried and invalidated', async () => {
      const { prisma } = context.db
      const robot = await prisma.robot.create({ data: { id: 2n ** 40n } })
      const taken = unique('taken')
      const generator = givenTokens(taken)
      const tokens = robotTokens(context, { generator })
      await tokens.generateToken(robot, { data: { id: 2n ** 41n } })
      await failure(context, tokens.generateToken(robot.id, { data: { id: 2n ** 41n + 1n }, maxAttempts: 2 }))
      expect(generator.calls).toBe(3)

      const primaryKey = givenTokens(unique('fresh'))
      const others = robotTokens(context, { generator: primaryKey })
      const error = await failure(context, others.generateToken(robot, { data: { id: 2n ** 41n } }))
      expect(error).toMatchObject({ code: 'P2002' })
      expect(primaryKey.calls).toBe(1)

      expect(await prisma.robotToken.count({ where: { userId: robot.id } })).toBe(1)
      expect(await tokens.invalidateTokens({ users: [robot] })).toEqual({ count: 1 })
      expect(await tokens.updateToken({ id: 2n ** 41n }, { note: 'x' })).toEqual({ count: 1 })
    })

    test.each(['generateToken', 'generateTokens'] as const)(
      'is retried by %s in a transaction that has read before the other token was there',
      async (verb) => {
        const { prisma, kind } = context.db
        if (kind.provider === 'sqlite' || kind.name === 'PGlite') return
        const robot = await prisma.robot.create({ data: { id: 2n ** 40n + BigInt(verb.length) } })
        const taken = unique('taken')
        const generator = givenTokens(taken, unique('fresh'))
        const [first, second] = [2n ** 42n, 2n ** 42n + 1n].map((id) => id + 10n * BigInt(verb.length)) as [
          bigint,
          bigint,
        ]
        await prisma.$transaction(async (tx) => {
          await tx.robotToken.findMany({ where: { userId: robot.id } })
          await robotTokens(context, { generator: givenTokens(taken) }).generateToken(robot, { data: { id: first } })
          const inside = robotTokens(context, { generator }).withTransaction(tx)
          const options = { data: { id: second } }
          await (verb === 'generateToken'
            ? inside.generateToken(robot, options)
            : inside.generateTokens([robot], options).next())
        })
        expect(generator.calls).toBe(2)
        expect(await prisma.robotToken.count({ where: { userId: robot.id } })).toBe(2)
      },
    )
  })

  test.each([
    ['accessTokens', 'ERR_WEBAPI_TOKEN_MODEL_MISSING'],
    ['user', 'ERR_WEBAPI_TOKEN_FIELD_MISSING'],
    ['misfitToken', 'ERR_WEBAPI_TOKEN_FIELD_TYPE'],
  ])('the model %s is refused: %s', (model, code) => {
    let error: unknown
    try {
      new WebAPITokenRepository(context.db.prisma as never, { model })
    } catch (reason) {
      error = reason
    }
    expect(error).toMatchObject({
      name: 'WebAPITokenModelError',
      code,
      message: expect.stringContaining('prisma generate'),
    })
  })

  test('fields of the wrong type are named', () => {
    expect(() => new WebAPITokenRepository(context.db.prisma as never, { model: 'misfitToken' })).toThrow(
      'The model "MisfitToken" has fields of the wrong type (expires is String, not DateTime; valid is Int, not Boolean; ' +
        'familyId is Int, not BigInt)',
    )
  })
}
