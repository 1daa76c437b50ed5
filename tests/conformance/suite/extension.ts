import { readReplicas } from '@prisma/extension-read-replicas'

import { WebAPITokenRepository, type WebAPITokenRepositoryOptions, webAPITokens } from '../../../src/index.js'
import { createUser, failure, givenTokens, statementsOf, type SuiteContext, unique, watched } from './context.js'

export function extension(context: SuiteContext): void {
  const options = (more: WebAPITokenRepositoryOptions = {}) => watched(context, more) as WebAPITokenRepositoryOptions
  const extended = () => context.db.prisma.$extends(webAPITokens(options()))

  describe('the extension', () => {
    test('has the verbs on the delegate of the model', async () => {
      const { prisma } = context.db
      const db = extended()
      const user = await createUser(prisma)

      const { token, record } = await db.webAPIToken.generateToken(user, { note: 'CI' })
      expect(await prisma.webAPIToken.findMany({ where: { userId: user.id } })).toMatchObject([
        { id: record.id, note: 'CI' },
      ])
      expect(await db.webAPIToken.updateToken(token, { note: 'new' })).toEqual({ count: 1 })
      expect(await db.webAPIToken.invalidateToken(token)).toEqual({ count: 1 })
      await db.webAPIToken.generateToken(user.id)
      expect(await db.webAPIToken.invalidateTokens({ users: [user] })).toEqual({ count: 1 })
      expect(await prisma.webAPIToken.count({ where: { userId: user.id, valid: true } })).toBe(0)
    })

    test('shares one query among 50 authentications of one turn', async () => {
      const user = await createUser(context.db.prisma)
      const { token } = await extended().webAPIToken.generateToken(user)
      const statements = await statementsOf(context, async (client) => {
        const db = client.$extends(webAPITokens(options()))
        await Promise.all(
          Array.from({ length: 50 }, () => db.webAPIToken.authenticate(token, { lastUsedInterval: Infinity })),
        )
      })
      expect(statements).toHaveLength(1)
    })

    test('has each public method of the repository, but for those that lead to another client', () => {
      const delegate = extended().webAPIToken as unknown as Record<string, unknown>
      const excepted = ['constructor', 'transaction', 'withTransaction', 'withClient']
      const verbs = Object.getOwnPropertyNames(WebAPITokenRepository.prototype).filter(
        (name) => !excepted.includes(name),
      )
      expect(verbs.filter((verb) => typeof delegate[verb] === 'function')).toEqual(verbs)
      expect(excepted.filter((name) => Object.keys(delegate).includes(name))).toEqual([])
    })

    test('is a part of the transaction that it is called in', async () => {
      const { prisma } = context.db
      const db = extended()
      const user = await createUser(prisma)
      const kept = await db.webAPIToken.generateToken(user)

      await failure(
        context,
        db.$transaction(async (tx) => {
          await tx.webAPIToken.generateToken(user)
          expect(await tx.webAPIToken.invalidateToken(kept.token)).toEqual({ count: 1 })
          expect(await tx.webAPIToken.count({ where: { userId: user.id } })).toBe(2)
          throw new Error('The app gives up')
        }),
      )

      expect(await prisma.webAPIToken.findMany({ where: { userId: user.id } })).toMatchObject([
        { id: kept.record.id, valid: true },
      ])
    })

    test('retries a token that is taken inside a transaction', async () => {
      const { prisma } = context.db
      const [taken, fresh] = [unique('taken'), unique('fresh')]
      const user = await createUser(prisma)
      const generator = givenTokens(taken, taken, fresh)
      const given = watched(context, {}, generator) as WebAPITokenRepositoryOptions
      const db = prisma.$extends(webAPITokens(given))
      await db.webAPIToken.generateToken(user)
      const { other } = await db.$transaction(async (tx) => {
        const other = await tx.user.create({ data: { username: unique('user') } })
        return { other, ...(await tx.webAPIToken.generateToken(other)) }
      })
      expect(generator.calls).toBe(3)
      expect(await prisma.webAPIToken.count({ where: { userId: other.id } })).toBe(1)
    })

    test('tells its listeners', async () => {
      const db = extended()
      const user = await createUser(context.db.prisma)
      const ids: number[] = []
      const listener = ({ record }: { record: { id: number } }) => ids.push(record.id)
      db.webAPIToken.on('created', listener)
      const { record } = await db.webAPIToken.generateToken(user)
      const inside = await db.$transaction((tx) => tx.webAPIToken.generateToken(user))
      db.webAPIToken.off('created', listener)
      await db.webAPIToken.generateToken(user)
      expect(ids).toEqual([record.id, inside.record.id])
    })

    test('works with other extensions before and after it', async () => {
      const { prisma } = context.db
      const queries: string[] = []
      const replica = await context.db.connect()
      const db = prisma
        .$extends(readReplicas({ replicas: [replica as never] }))
        .$extends({
          result: {
            webAPIToken: { label: { needs: { id: true, note: true }, compute: ({ id, note }) => `${id}: ${note}` } },
          },
        })
        .$extends(webAPITokens(options()))
        .$extends({
          query: {
            webAPIToken: {
              $allOperations({ operation, args, query }) {
                queries.push(operation)
                return query(args)
              },
            },
          },
        })
      const user = await createUser(prisma)

      const { token, record } = await db.webAPIToken.generateToken(user, { note: 'CI' })
      const result = await db.webAPIToken.authenticate(token, { lastUsedInterval: Infinity })
      expect(result).toMatchObject({ ok: true, record: { id: record.id, label: `${record.id}: CI` } })
      expect(result.record).not.toHaveProperty('token')
      expect(record.label).toBe(`${record.id}: CI`)
      expect(record).not.toHaveProperty('token')
      expect(await db.webAPIToken.invalidateToken({ id: record.id })).toEqual({ count: 1 })
      expect(queries).toEqual(['create', 'findMany', 'updateMany'])
      const rolledBack = db.$transaction(async (tx) => {
        await tx.webAPIToken.generateToken(user)
        throw new Error('No')
      })
      await failure(context, rolledBack)
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(1)
    })

    test('works on a client that omits the digest everywhere', async () => {
      const client = await context.db.connect({ omit: { webAPIToken: { token: true } } })
      const db = client.$extends(webAPITokens(options()))
      const user = await createUser(client)
      const { token, record } = await db.webAPIToken.generateToken(user)
      expect(record).toMatchObject({ userId: user.id, valid: true })
      expect(await db.webAPIToken.invalidateToken(token)).toEqual({ count: 1 })
    })

    test('is refused twice, and on a client without the model', () => {
      const { prisma } = context.db
      expect(() => extended().$extends(webAPITokens())).toThrow(
        expect.objectContaining({ code: 'ERR_WEBAPI_TOKEN_ALREADY_INSTALLED' }) as Error,
      )
      expect(() => prisma.$extends(webAPITokens({ model: 'apiKey' }))).toThrow(
        expect.objectContaining({
          code: 'ERR_WEBAPI_TOKEN_MODEL_MISSING',
          message: expect.stringContaining('prisma generate') as string,
        }) as Error,
      )
    })
  })
}
