import { createHash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { type CacheStore, nanoidGenerator, TokenGeneratorRegistry } from '../../../src/index.js'
import { settableClock } from '../../../src/testing/index.js'
import { createUser, failure, repository, statementsOf, type SuiteContext, unique, testToken } from './context.js'

export function cache(context: SuiteContext): void {
  const ttl = 60_000

  async function freshToken(overrides: object = {}) {
    const { prisma } = context.db
    const created = await testToken(prisma, await createUser(prisma), { lastUsed: new Date(), ...overrides })
    context.plaintexts.push(created.token)
    return created
  }
  const cached = (store: CacheStore = new Map(), more: Parameters<typeof repository>[1] = {}) =>
    repository(context, { cache: { store, ttl }, ...more })

  describe('the cache', () => {
    test.each([
      ['a Map', () => new Map<string, object>()],
      ['an LRUCache', () => new LRUCache<string, object>({ max: 100 })],
    ])('answers from %s without a query, for each projection', async (_name, store) => {
      const { token, record } = await freshToken()
      const statements = await statementsOf(context, async (client) => {
        const tokens = cached(store(), { client })
        for (let round = 0; round < 3; round++) {
          expect(await tokens.authenticate(token)).toEqual({ ok: true, record, deprecated: false, tokenType: 'wat' })
          expect(await tokens.authenticate(token, { select: { id: true } })).toMatchObject({
            record: { id: record.id },
          })
        }
      })
      expect(statements).toHaveLength(2)
    })

    test('does not answer for longer than its ttl, or than the token lives', async () => {
      const clock = settableClock(new Date())
      const { token } = await freshToken({ expires: new Date(clock().getTime() + ttl * 2) })
      const statements = await statementsOf(context, async (client) => {
        const tokens = cached(new Map(), { client, clock })
        const options = { lastUsedInterval: Infinity }
        await tokens.authenticate(token, options)
        clock.advance(ttl - 1)
        expect(await tokens.authenticate(token, options)).toMatchObject({ ok: true })
        clock.advance(1)
        expect(await tokens.authenticate(token, options)).toMatchObject({ ok: true })
        clock.advance(ttl)
        expect(await tokens.authenticate(token, options)).toMatchObject({ ok: false, reason: 'expired' })
      })
      expect(statements).toHaveLength(3)
    })

    test('has digests for keys, and looks at no form again, unless the generator is gone', async () => {
      const { token } = await freshToken()
      const [store, generators] = [new Map<string, object>(), new TokenGeneratorRegistry()]
      let looks = 0
      const original = nanoidGenerator()
      const validateToken: typeof original.validateToken = (...args) => (looks++, original.validateToken(...args))
      const tokens = cached(store, { generators, generator: { ...original, validateToken } })
      for (let round = 0; round < 3; round++) expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      expect(looks).toBe(1)
      expect([...store.keys()]).toEqual([createHash('sha256').update(token).digest('base64')])
      expect(await tokens.authenticate(`${token.slice(0, -1)}!`)).toMatchObject({ reason: 'malformed' })
      expect(await tokens.authenticate('x'.repeat(1_000_000))).toMatchObject({ reason: 'malformed' })
      generators.unregister('nanoid')
      expect(await tokens.authenticate(token)).toMatchObject({ reason: 'malformed' })
    })

    test('keeps good answers only', async () => {
      const { token } = await freshToken({ valid: false })
      const store = new Map<string, object>()
      await cached(store).authenticate(token)
      await cached(store).authenticate(`wat_${'0'.repeat(38)}`)
      expect(store.size).toBe(0)
    })

    test.each(['token', 'id', 'users', 'where', 'update'])('lets go of what is invalidated by %s', async (by) => {
      const { token, record } = await freshToken()
      const tokens = cached()
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      if (by === 'token') await tokens.invalidateToken(token)
      if (by === 'id') await tokens.invalidateToken({ id: record.id })
      if (by === 'users') await tokens.invalidateTokens({ users: [record.userId] })
      if (by === 'where') await tokens.invalidateTokens({ where: { id: record.id } })
      if (by === 'update') await tokens.updateToken({ id: record.id }, { expires: new Date(0) })
      const reason = by === 'update' ? 'expired' : 'invalid'
      expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason })
    })

    test('is not refilled by a look-up that was under way', async () => {
      const { token } = await freshToken()
      const tokens = cached()
      let invalidated: Promise<unknown> | undefined
      const slow = (await context.db.connect()).$extends({
        query: {
          webAPIToken: {
            async findMany({ args, query }) {
              const rows = await query(args)
              await (invalidated ??= tokens.invalidateToken(token))
              return rows
            },
          },
        },
      })
      const bound = tokens.withTransaction(slow as never)
      expect(await bound.authenticate(token)).toMatchObject({ ok: true })
      expect(invalidated).toBeDefined()
      expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
    })

    test('lets go at the commit of transaction(), and keeps what was rolled back', async () => {
      const [kept, gone] = [await freshToken(), await freshToken()]
      const tokens = cached()
      for (const { token } of [kept, gone]) await tokens.authenticate(token)
      await failure(
        context,
        tokens.transaction(async (inside) => {
          await inside.invalidateToken(kept.token)
          throw new Error('No')
        }),
      )
      await tokens.transaction((inside) => inside.invalidateToken(gone.token))
      expect(await tokens.authenticate(kept.token)).toMatchObject({ ok: true })
      expect(await tokens.authenticate(gone.token)).toMatchObject({ ok: false, reason: 'invalid' })
    })

    // Databases with one connection make everybody wait for the transaction, as does better-sqlite3.
    const canReadBeside = () => ['PostgreSQL', 'MariaDB'].includes(context.db.kind.name)

    test("holds back while the end of the app's own transaction is not known", async () => {
      const { token } = await freshToken()
      const tokens = cached()
      await tokens.authenticate(token)
      await context.db.prisma.$transaction(async (tx) => {
        await tokens.withTransaction(tx).invalidateToken(token)
        // Reads the row as it was, which must not get into the cache.
        if (canReadBeside()) expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
    })

    test('does not keep what was read before a commit, when the look-up ends a ttl after the call', async () => {
      if (!canReadBeside()) return
      const { token } = await freshToken()
      const clock = settableClock(new Date())
      const tokens = cached(new Map(), { clock })
      const [hasRead, isCommitted] = [newSignal(), newSignal()]
      const slow = (await context.db.connect()).$extends({
        query: {
          webAPIToken: {
            async findMany({ args, query }) {
              const rows = await query(args)
              hasRead.give()
              await isCommitted.given
              return rows
            },
          },
        },
      })
      const options = { lastUsedInterval: Infinity }
      let lookUp: Promise<unknown> | undefined
      await context.db.prisma.$transaction(async (tx) => {
        await tokens.withTransaction(tx).invalidateToken(token)
        clock.advance(ttl - 1)
        lookUp = tokens.withTransaction(slow as never).authenticate(token, options)
        await hasRead.given
      })
      clock.advance(1)
      isCommitted.give()
      expect(await lookUp).toMatchObject({ ok: true })
      expect(await tokens.authenticate(token, options)).toMatchObject({ ok: false, reason: 'invalid' })
    })

    test('does not answer inside a transaction', async () => {
      const { token } = await freshToken()
      const tokens = cached()
      await tokens.authenticate(token)
      await context.db.prisma.$transaction(async (tx) => {
        await tx.webAPIToken.updateMany({ where: { token: { not: unique('x') } }, data: { valid: false } })
        expect(await tokens.withTransaction(tx).authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
      })
    })
  })
}

/** Lets one part of a test wait for another one. */
function newSignal() {
  let give: () => void = () => undefined
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give }
}
