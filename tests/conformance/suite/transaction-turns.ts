import { WebAPITokenRepository, webAPITokens, type WebAPITokenRepositoryOptions } from '../../../src/index.js'
import { createUser, failure, givenTokens, repository, type SuiteContext, unique, watched } from './context.js'

const rounds = 5

/** Several calls at once in one transaction of the app's: what they do to each other, and to what the app writes beside them. */
export function transactionTurns(context: SuiteContext): void {
  const countOf = (user: { id: number }, where: object = {}) =>
    context.db.prisma.webAPIToken.count({ where: { userId: user.id, ...where } })

  describe("a call that fails beside the app's statements in its transaction takes none of them along", () => {
    type Tokens = ReturnType<typeof repository>
    interface Given {
      readonly user: { id: number }
      readonly token: string
      /** The id of a token that has expired. */
      readonly expired: number
    }

    const failing: [string, WebAPITokenRepositoryOptions, (tokens: Tokens, given: Given) => Promise<unknown>][] = [
      ['generateToken above the limit', { maxTokensPerUser: 1 }, (tokens, { user }) => tokens.generateToken(user)],
      ['generateToken without a token that is free', {}, (tokens, { user }) => tokens.generateToken(user)],
      [
        'generateToken without a token that is free, under a limit',
        { maxTokensPerUser: 5 },
        (tokens, { user }) => tokens.generateToken(user),
      ],
      [
        'generateTokens above the limit',
        { maxTokensPerUser: 2 },
        (tokens, { user }) => tokens.generateTokens([user, user]).next(),
      ],
      [
        'generateTokens without enough tokens that are free',
        { maxTokensPerUser: 5 },
        (tokens, { user }) => tokens.generateTokens([user, user, user]).next(),
      ],
      ['rotateToken without a token that is free', {}, (tokens, { token }) => tokens.rotateToken(token)],
      ['rotateToken of a token that is unknown', {}, (tokens) => tokens.rotateToken({ id: 2_000_000_000 })],
      [
        'updateToken above the limit',
        { maxTokensPerUser: 1 },
        (tokens, { expired }) => tokens.updateToken({ id: expired }, { expires: null }),
      ],
    ]

    test.each(failing)(
      `%s: 20 writes of the app are there, in each of ${rounds} rounds`,
      async (_name, options, call) => {
        const { prisma } = context.db
        for (let round = 0; round < rounds; round++) {
          const user = await createUser(prisma)
          const [taken, token] = [unique('taken'), unique('token')]
          const generator = givenTokens(token, taken)
          const tokens = repository(context, { generator, maxAttempts: 3, ...options })
          await tokens.generateToken(user)
          await repository(context, { generator: givenTokens(taken) }).generateToken(await createUser(prisma))
          const expired = (await repository(context).generateToken(user, { expires: new Date(0) })).record.id
          const all = { where: { userId: user.id }, orderBy: { id: 'asc' } } as const
          const before = await prisma.webAPIToken.findMany(all)

          const written = await prisma.$transaction(async (tx) => {
            const inside = tokens.withTransaction(tx)
            const writes: Promise<{ id: number }>[] = []
            const write = async () => {
              for (let index = 0; index < 20; index++) {
                writes.push(createUser(tx))
                if (index % 4 === 0) await writes.at(-1)
              }
            }
            const [error] = await Promise.all([failure(context, call(inside, { user, token, expired })), write()])
            expect(error.name).toMatch(/^WebAPIToken/)
            return Promise.all(writes)
          })

          const ids = written.map(({ id }) => id)
          expect(await prisma.user.count({ where: { id: { in: ids } } })).toBe(20)
          expect(await prisma.webAPIToken.findMany(all)).toEqual(before)
        }
      },
    )
  })

  describe('two wrappers of one transaction', () => {
    /** What apps have of a transaction: the same client, wrapped by whoever needs it. */
    async function wrapped<R>(
      options: WebAPITokenRepositoryOptions,
      fn: (wrapperOf: (index: number) => ReturnType<typeof repository>) => Promise<R>,
    ): Promise<R> {
      const { prisma } = context.db
      const db = prisma.$extends(webAPITokens(watched(context, options) as WebAPITokenRepositoryOptions))
      const [one, two] = [repository(context, options), repository(context, options)]
      return db.$transaction((tx) => {
        const wrappers = [one, two, one].map((tokens) => tokens.withTransaction(tx as never))
        const extension = tx.webAPIToken as never
        return fn((index) => wrappers[index % 4] ?? extension)
      })
    }

    test(`20 tokens at once for a user who may have 5: 5 rows and 15 errors, in each of ${rounds} rounds`, async () => {
      for (let round = 0; round < rounds; round++) {
        const user = await createUser(context.db.prisma)
        const results = await wrapped({ maxTokensPerUser: 5 }, (wrapperOf) =>
          Promise.allSettled(Array.from({ length: 20 }, (_, index) => wrapperOf(index).generateToken(user))),
        )
        const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
        expect(errors).toEqual(
          Array<unknown>(15).fill(expect.objectContaining({ code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' })),
        )
        expect(await countOf(user)).toBe(5)
      }
    })

    test(`8 rotations of one token at once: one wins, in each of ${rounds} rounds`, async () => {
      for (let round = 0; round < rounds; round++) {
        const user = await createUser(context.db.prisma)
        const { record } = await repository(context).generateToken(user)
        const results = await wrapped({}, (wrapperOf) =>
          Promise.allSettled(
            Array.from({ length: 8 }, (_, index) =>
              wrapperOf(index).rotateToken({ id: record.id }, { retireOnFirstUse: true }),
            ),
          ),
        )
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
        expect(errors).toEqual(
          Array<unknown>(7).fill(expect.objectContaining({ code: 'ERR_WEBAPI_TOKEN_ALREADY_ROTATED' })),
        )
        expect(await countOf(user)).toBe(2)
      }
    })

    test(`8 savepoints at once, of which 4 are rolled back: 4 rows, in each of ${rounds} rounds`, async () => {
      for (let round = 0; round < rounds; round++) {
        const user = await createUser(context.db.prisma)
        const results = await wrapped({ maxTokensPerUser: 100 }, (wrapperOf) =>
          Promise.allSettled(
            Array.from({ length: 8 }, (_, index) =>
              wrapperOf(index % 2).transaction(async (inner) => {
                await Promise.all([inner.generateToken(user), inner.generateToken(user)])
                // What it does in turn inside does not wait for itself, whoever does it.
                await inner.transaction((nested) => nested.generateToken(user))
                if (index < 4) throw new Error('Only this much')
              }),
            ),
          ),
        )
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
        expect(await countOf(user)).toBe(12)
      }
    })

    test('two models take turns as well', async () => {
      const { prisma } = context.db
      const [user, account] = [
        await createUser(prisma),
        await prisma.account.create({ data: { email: unique('mail') } }),
      ]
      const data = { department: 'HR', region: 'eu' }
      const tokens = repository(context, { maxTokensPerUser: 5 })
      const accessTokens = new WebAPITokenRepository(prisma, {
        ...watched(context, { maxTokensPerUser: 5 }),
        model: 'accessToken' as const,
      })
      await prisma.$transaction(async (tx) => {
        const [one, two] = [tokens.withTransaction(tx), accessTokens.withTransaction(tx)]
        await Promise.allSettled(
          Array.from({ length: 20 }, (_, index) =>
            index % 2 === 0 ? one.generateToken(user) : two.generateToken(account, { data }),
          ),
        )
      })
      expect(await countOf(user)).toBe(5)
      expect(await prisma.accessToken.count({ where: { userId: account.id } })).toBe(5)
    })
  })
}
