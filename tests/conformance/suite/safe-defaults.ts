import { LRUCache } from 'lru-cache'

import { WebAPITokenRepository, webAPITokens } from '../../../src/index.js'
import { createUser, statementsOf, type SuiteContext, watched } from './context.js'

/** What a repository does for every route, so that none can forget it. */
export function safeDefaults(context: SuiteContext): void {
  const isAda = (record: { user: { username: string } }) => record.user.username.startsWith('ada')
  const adas = (more: object = {}, client = context.db.prisma) =>
    new WebAPITokenRepository(client, {
      ...watched(context, more),
      include: { user: true },
      isOwnerActive: isAda,
    })
  const createAda = (name = 'ada') =>
    context.db.prisma.user.create({ data: { username: `${name}-${Math.random()}`, password: '' } })

  describe('isOwnerActive and include of the repository', () => {
    test('apply to each authentication, and a call adds to them', async () => {
      const tokens = adas()
      const ada = await tokens.generateToken(await createAda())
      const bob = await tokens.generateToken(await createUser(context.db.prisma))
      expect(await tokens.authenticate(bob.token)).toMatchObject({ ok: false, reason: 'owner-inactive' })
      const result = await tokens.authenticate(ada.token)
      if (!result.ok) throw new Error(result.message)
      expect(result.record.user.username).toMatch(/^ada/)
      expect(await tokens.authenticate(ada.token, { isOwnerActive: () => false })).toMatchObject({ ok: false })
      expect(await tokens.authenticate(bob.token, { isOwnerActive: () => true })).toMatchObject({ ok: false })
      expect(await tokens.authenticate(ada.token, { include: { user: true } })).toMatchObject({ ok: true })
      await expect(tokens.authenticate(ada.token, { include: { user: { select: { id: true } } } })).rejects.toThrow(
        /^The repository includes the relation user already/,
      )
    })

    test('hold for a select as well, which shows no more than was asked for', async () => {
      const seen: unknown[] = []
      const tokens = new WebAPITokenRepository(context.db.prisma, {
        ...watched(context, {}),
        include: { user: true },
        isOwnerActive: (record) => {
          seen.push(record)
          return record.note === 'CI' && isAda(record)
        },
      })
      const { token, record } = await tokens.generateToken(await createAda(), { note: 'CI' })
      for (const select of [{ id: true }, { id: true, user: true }] as const) {
        const result = await tokens.authenticate(token, { select })
        if (!result.ok) throw new Error(result.message)
        expect(Object.keys(result.record).sort()).toEqual(['id', 'user'])
      }
      expect(seen[0]).toMatchObject({ id: record.id, note: 'CI', tokenHint: record.tokenHint })
      expect(JSON.stringify(seen)).not.toContain('sha256:')
      const bob = await tokens.generateToken(await createUser(context.db.prisma), { note: 'CI' })
      expect(await tokens.authenticate(bob.token, { select: { id: true } })).toMatchObject({ ok: false })
    })

    test('are asked again for what comes from the cache, and cost no second query', async () => {
      const cache = { store: new LRUCache<string, object>({ max: 100 }), ttl: 60_000 }
      let isActive = true
      const statements = await statementsOf(context, async (client) => {
        const tokens = new WebAPITokenRepository(client, {
          ...watched(context, { cache, lastUsedInterval: Infinity }),
          isOwnerActive: () => isActive,
        })
        const { token } = await tokens.generateToken(await createAda())
        await tokens.authenticate(token)
        expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
        isActive = false
        expect(await tokens.authenticate(token)).toMatchObject({ reason: 'owner-inactive' })
      })
      const reads = statements.filter((sql) => /^\s*SELECT.*webapi_token.*WHERE.*token_generator_id/is.test(sql))
      expect(reads.length).toBeLessThanOrEqual(1)
    })

    test('are part of the extension', async () => {
      const db = context.db.prisma.$extends(
        webAPITokens({
          ...watched(context, {}),
          include: { user: true },
          isOwnerActive: isAda,
        }),
      )
      const { token } = await db.webAPIToken.generateToken(await createUser(context.db.prisma))
      expect(await db.webAPIToken.authenticate(token)).toMatchObject({ reason: 'owner-inactive' })
    })
  })
}
