import { randomUUID } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { WebAPITokenRepository } from '../../../src/index.js'
import type { DatabaseKind } from '../../support/databases.js'
import { createUser, neverGenerated, repository, statementsOf, type SuiteContext, unique, watched } from './context.js'

/** Tokens that are invalidated in one turn of the event loop, which share a statement where the database tells what it has changed. */
export function sharedInvalidations(context: SuiteContext, kind: DatabaseKind): void {
  const isShared = kind.provider !== 'mysql'
  const updatesOf = (statements: readonly string[]) => statements.filter((sql) => /^\s*UPDATE\b/i.test(sql))
  const one = { count: 1 }
  const none = { count: 0 }

  async function createTokens(count: number) {
    const user = await createUser(context.db.prisma)
    const tokens = repository(context)
    const created = []
    for (let n = 0; n < count; n++) created.push(await tokens.generateToken(user))
    return { user, ids: created.map(({ record }) => record.id), plain: created.map(({ token }) => token) }
  }

  const rowsOf = (userId: number) =>
    context.db.prisma.webAPIToken.findMany({ where: { userId }, orderBy: { id: 'asc' } })

  const extended = (updateManyAndReturn: (query: () => Promise<unknown>) => Promise<unknown>) =>
    context.db.prisma.$extends({
      query: {
        webAPIToken: { updateManyAndReturn: ({ args, query }) => updateManyAndReturn(() => query(args)) as never },
      },
    }) as unknown as typeof context.db.prisma

  describe('tokens that are invalidated in one turn', () => {
    test('share one statement, and each caller learns its own count', async () => {
      const { user, ids, plain } = await createTokens(6)
      const now = new Date('2030-01-01T00:00:00.123Z')
      const events: unknown[] = []
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client, clock: () => now })
        tokens.on('invalidated', (event) => events.push(event))
        const reason = { invalidReason: 'Leaked' }
        const counts = await Promise.all([
          tokens.invalidateToken(plain[0] ?? '', reason),
          tokens.invalidateToken({ id: ids[1] ?? 0 }, reason),
          tokens.invalidateToken(plain[1] ?? '', reason),
          tokens.invalidateToken(plain[2] ?? '', reason),
          tokens.invalidateToken({ id: ids[2] ?? 0 }, reason),
          tokens.invalidateToken(neverGenerated(), reason),
          tokens.invalidateToken({ id: 2_000_000_000 }, reason),
          tokens.invalidateToken(plain[3] ?? '', reason),
        ])
        // Of two callers who name one token, the first has it in a shared statement; statements of their own race for it.
        const pair = (from: number) =>
          isShared ? counts.slice(from, from + 2) : counts.slice(from, from + 2).sort((a, b) => b.count - a.count)
        expect([counts[0], ...pair(1), ...pair(3), ...counts.slice(5)]).toEqual([
          one,
          one,
          none,
          one,
          none,
          none,
          none,
          one,
        ])
      })
      expect(updatesOf(statements)).toHaveLength(isShared ? 1 : 8)
      const rows = await rowsOf(user.id)
      const ended = { valid: false, invalidDate: now, invalidReason: 'Leaked', lastUpdated: now }
      expect(rows.slice(0, 4)).toMatchObject([ended, ended, ended, ended])
      expect(rows.slice(4).map(({ valid }) => valid)).toEqual([true, true])
      expect(events).toHaveLength(4)
      for (const event of events) expect(event).toMatchObject({ count: 1, invalidReason: 'Leaked', invalidDate: now })
    })

    test('have a statement for each reason, and the first reason stays', async () => {
      const { user, plain } = await createTokens(4)
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client })
        await Promise.all(plain.map((token, n) => tokens.invalidateToken(token, { invalidReason: `r${n % 2}` })))
        await Promise.all(plain.map((token) => tokens.invalidateToken(token, { invalidReason: 'later' })))
      })
      expect(updatesOf(statements)).toHaveLength(isShared ? 3 : 8)
      expect((await rowsOf(user.id)).map(({ invalidReason }) => invalidReason)).toEqual(['r0', 'r1', 'r0', 'r1'])
    })

    test('of one owner are never those of another one', async () => {
      const [mine, theirs] = [await createTokens(2), await createTokens(2)]
      const tokens = repository(context)
      const counts = await Promise.all([
        tokens.of(mine.user).invalidateToken({ id: mine.ids[0] ?? 0 }),
        tokens.of(mine.user).invalidateToken({ id: theirs.ids[0] ?? 0 }),
        tokens.of(theirs.user).invalidateToken(mine.plain[1] ?? ''),
        tokens.of(theirs.user).invalidateToken(theirs.plain[1] ?? ''),
      ])
      expect(counts).toEqual([one, none, none, one])
      expect((await rowsOf(mine.user.id)).map(({ valid }) => valid)).toEqual([false, true])
      expect((await rowsOf(theirs.user.id)).map(({ valid }) => valid)).toEqual([true, false])
    })

    test('try one by one when their statement is refused', async () => {
      const { plain } = await createTokens(3)
      const client = extended(() => Promise.reject(Object.assign(new Error('No'), { code: 'P2010' })))
      const tokens = new WebAPITokenRepository(client, watched(context, {}))
      expect(await Promise.all(plain.map((token) => tokens.invalidateToken(token)))).toEqual([one, one, one])
    })

    test('try one by one when the database refuses one of them', async () => {
      const { prisma } = context.db
      const { user, plain, ids } = await createTokens(3)
      const refuse = {
        postgresql: [
          `CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'kept'; END $$`,
          `CREATE TRIGGER keep BEFORE UPDATE ON webapi_token FOR EACH ROW WHEN (OLD.id = ${ids[1]}) EXECUTE FUNCTION keep()`,
        ],
        sqlite: [
          `CREATE TRIGGER keep BEFORE UPDATE ON webapi_token WHEN OLD.id = ${ids[1]} BEGIN SELECT RAISE(ABORT, 'kept'); END`,
        ],
        mysql: [
          `CREATE TRIGGER keep BEFORE UPDATE ON webapi_token FOR EACH ROW
             IF OLD.id = ${ids[1]} THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'kept'; END IF`,
        ],
      }
      for (const statement of refuse[kind.provider]) await prisma.$executeRawUnsafe(statement)
      const tokens = repository(context)
      const outcomes = await Promise.allSettled(plain.map((token) => tokens.invalidateToken(token)))
      await prisma.$executeRawUnsafe(
        kind.provider === 'postgresql' ? 'DROP FUNCTION keep CASCADE' : 'DROP TRIGGER keep',
      )
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect((await rowsOf(user.id)).map(({ valid }) => valid)).toEqual([false, true, false])
    })

    test('have ids of every type', async () => {
      const { prisma } = context.db
      const [account, robot] = await Promise.all([
        prisma.account.create({ data: { email: unique('ada') } }),
        prisma.robot.create({ data: { id: BigInt(Math.floor(Math.random() * 1e12)) } }),
      ])
      const access = new WebAPITokenRepository(prisma, { ...watched(context, {}), model: 'accessToken' as const })
      const robots = new WebAPITokenRepository(prisma, { ...watched(context, {}), model: 'robotToken' as const })
      const data = { department: 'x', region: 'y' }
      const ofAccount = await Promise.all([1, 2].map(() => access.generateToken(account, { data })))
      const ofRobot = await Promise.all(
        [1, 2].map((n) => robots.generateToken(robot, { data: { id: BigInt(`8${Date.now()}${n}`) } })),
      )
      const counts = await Promise.all([
        ...ofAccount.map(({ record }) => access.of(account).invalidateToken({ id: record.id })),
        ...ofRobot.map(({ record }) => robots.of(robot).invalidateToken({ id: record.id })),
      ])
      expect(counts).toEqual([one, one, one, one])
      const later = await Promise.all(ofRobot.map(({ token }) => robots.of(robot).invalidateToken(token)))
      expect(later).toEqual([none, none])
    })

    test('count as theirs when the answer to their statement is lost', async () => {
      if (!isShared) return
      const { user, plain } = await createTokens(3)
      await repository(context).invalidateToken(plain[2] ?? '', { invalidReason: 'Before' })
      const client = extended(async (query) => {
        await query()
        throw new Error('The connection is lost')
      })
      const tokens = new WebAPITokenRepository(client, watched(context, {}))
      const events: unknown[] = []
      tokens.on('invalidated', ({ count }) => events.push(count))
      expect(await Promise.all(plain.map((token) => tokens.invalidateToken(token)))).toEqual([one, one, none])
      expect(events).toEqual([1, 1])
      expect((await rowsOf(user.id)).map(({ invalidReason }) => invalidReason)).toEqual(['', '', 'Before'])
    })

    test("are invalidated one by one where an extension of the app's takes part", async () => {
      const { plain } = await createTokens(3)
      let updates = 0
      const client = context.db.prisma.$extends({
        query: { webAPIToken: { updateMany: ({ args, query }) => (updates++, query(args)) } },
      })
      const tokens = new WebAPITokenRepository(client as unknown as typeof context.db.prisma, watched(context, {}))
      expect(await Promise.all(plain.map((token) => tokens.invalidateToken(token)))).toEqual([one, one, one])
      expect(updates).toBe(3)
    })

    test('in a transaction have statements of their own, and are undone with it', async () => {
      const { user, plain } = await createTokens(3)
      const statements = await statementsOf(context, async (client) => {
        const undone = repository(context, { client }).transaction(async (own) => {
          expect(await Promise.all(plain.map((token) => own.invalidateToken(token)))).toEqual([one, one, one])
          throw new Error('Undone')
        })
        await expect(undone).rejects.toThrow('Undone')
      })
      expect(updatesOf(statements)).toHaveLength(3)
      expect((await rowsOf(user.id)).every(({ valid }) => valid)).toBe(true)
    })

    test('are refused from the cache at once', async () => {
      const { plain } = await createTokens(8)
      const tokens = repository(context, { cache: { store: new LRUCache({ max: 100 }), ttl: 3_600_000 } })
      await Promise.all(plain.map((token) => tokens.authenticate(token)))
      await Promise.all(plain.map((token) => tokens.invalidateToken(token)))
      for (const token of plain) expect(await tokens.authenticate(token)).toMatchObject({ reason: 'invalid' })
    })

    test('end the tokens that each of them has made, and count them', async () => {
      const tokens = new WebAPITokenRepository(context.db.prisma, {
        ...watched(context, {}),
        model: 'deviceToken' as const,
        owner: 'deviceId' as const,
        scopes: ['read'],
      })
      const device = await context.db.prisma.device.create({ data: { id: randomUUID() } })
      const parents = await Promise.all([1, 2, 3].map(() => tokens.generateToken(device)))
      const [first, second] = parents
      if (!first || !second) throw new Error('There are three')
      const child = await tokens.generateToken(device, { parent: first.record })
      const grandchild = await tokens.generateToken(device, { parent: child.record })
      const counts = await Promise.all(parents.map(({ record }) => tokens.invalidateToken(record)))
      expect(counts).toEqual([{ count: 3 }, one, one])
      const rows = await context.db.prisma.deviceToken.findMany({ where: { deviceId: device.id } })
      expect(rows.filter(({ valid }) => valid)).toEqual([])
      expect(await tokens.authenticate(grandchild.token)).toMatchObject({ reason: 'invalid' })
    })
  })
}
