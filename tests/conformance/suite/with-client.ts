import { WebAPITokenRepository } from '../../../src/index.js'
import { createUser, repository, statementsOf, type SuiteContext, watched } from './context.js'

/** A repository on the clients of requests and of tenants. */
export function withClient(context: SuiteContext): void {
  describe('withClient', () => {
    const reads = (statements: readonly string[]) => statements.filter((sql) => /^\s*SELECT/i.test(sql))
    const cache = () => ({ store: new Map<string, unknown>(), ttl: 3_600_000 })

    test('looks tokens up and notes their uses by the other client', async () => {
      const user = await createUser(context.db.prisma)
      const { token, record } = await repository(context).generateToken(user)
      const own: string[] = []
      const others = await statementsOf(context, async (first) => {
        const tokens = repository(context, { client: first })
        own.push(
          ...(await statementsOf(context, async (second) => {
            expect(await tokens.withClient(second).authenticate(token)).toMatchObject({ ok: true })
          })),
        )
      })
      expect(others).toEqual([])
      expect(reads(own)).toHaveLength(1)
      const row = await context.db.prisma.webAPIToken.findUnique({ where: { id: record.id } })
      expect(row?.lastUsed).not.toBeNull()
    })

    test('shares the cache, the notes, the events and the options', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { cache: cache() })
      const events: string[] = []
      tokens.on('invalidated', () => events.push('invalidated'))
      const { token } = await tokens.generateToken(user)
      await tokens.authenticate(token)
      const statements = await statementsOf(context, async (client) => {
        // As many requests, each with a client of its own.
        for (let request = 0; request < 5; request++) {
          expect(await tokens.withClient(client.$extends({}) as never).authenticate(token)).toMatchObject({ ok: true })
        }
      })
      expect(statements).toEqual([])
      await tokens.withClient(context.db.prisma).invalidateToken(token)
      expect(events).toEqual(['invalidated'])
      expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
    })

    test('keeps what is cached for one tenant from the others', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = new WebAPITokenRepository(prisma, watched(context, { cache: cache() }))
      const { token } = await tokens.generateToken(user)
      /** As row-level security does: the tenant sees nothing of it. */
      const blind = prisma.$extends({
        query: { webAPIToken: { findMany: ({ args, query }) => query({ ...args, where: { id: -1 } }) } },
      })
      const ownTenant = tokens.withClient(prisma, { tenant: 'own' })
      const otherTenant = tokens.withClient(blind, { tenant: 'other' })
      expect(await ownTenant.authenticate(token)).toMatchObject({ ok: true })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      expect(await otherTenant.authenticate(token)).toMatchObject({ ok: false, reason: 'unknown' })
      expect(await otherTenant.withClient(blind).authenticate(token)).toMatchObject({ ok: false, reason: 'unknown' })
      await otherTenant.invalidateToken(token)
      for (const each of [tokens, ownTenant]) {
        expect(await each.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
      }
    })

    test('takes a client of a transaction as withTransaction does', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context)
      const undone = context.db.prisma.$transaction(async (tx) => {
        await tokens.withClient(tx).generateToken(user)
        throw new Error('Undone')
      })
      await expect(undone).rejects.toThrow('Undone')
      expect(await context.db.prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(0)
    })

    test('refuses what is no client, and options that it does not know', () => {
      const tokens = repository(context)
      expect(() => tokens.withClient({} as never)).toThrow()
      expect(() => tokens.withClient(undefined as never)).toThrow('client must be a Prisma client')
      expect(() => tokens.withClient(context.db.prisma, { tenant: 1 as never })).toThrow('tenant must be a string')
      expect(() => tokens.withClient(context.db.prisma, { tennant: 'x' } as never)).toThrow(
        'withClient: there is no option "tennant"; the nearest is "tenant"',
      )
    })
  })
}
