import { setImmediate as nextTurn } from 'node:timers/promises'

import { WebAPITokenRepository, webAPITokens } from '../../../src/index.js'
import { createTestToken } from '../../../src/testing/index.js'
import type { DatabaseKind } from '../../support/databases.js'
import { createUser, repository, statementsOf, type SuiteContext, unique, watched } from './context.js'

/** The uses of one turn of the event loop, which share a statement. */
export function sharedUses(context: SuiteContext, kind: DatabaseKind): void {
  const day = 86_400_000
  const long = new Date('2020-01-01T00:00:00.000Z')
  const now = new Date('2030-01-01T00:00:00.123Z')
  const clock = () => now

  async function createTokens(count: number) {
    const user = await createUser(context.db.prisma)
    const tokens = repository(context, { clock })
    const created = []
    for (let index = 0; index < count; index++) {
      const columns = { lastUsed: index % 2 === 0 ? null : long, lastUpdated: long, valid: index !== 1 }
      created.push(await createTestToken(tokens, user, columns))
    }
    for (const { token } of created) context.plaintexts.push(token)
    return { user, ids: created.map(({ record }) => record.id), plain: created.map(({ token }) => token) }
  }

  const rowsOf = (userId: number) =>
    context.db.prisma.webAPIToken.findMany({ where: { userId }, orderBy: { id: 'asc' } })

  const writesOf = (statements: readonly string[]) =>
    statements.filter((sql) => /^\s*(?:WITH due|UPDATE|BEGIN IMMEDIATE)\b/i.test(sql))

  describe('the uses of one turn', () => {
    test('are noted by one statement, which changes nothing else', async () => {
      const { user, plain } = await createTokens(20)
      const before = await rowsOf(user.id)
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client, clock })
        const results = await Promise.all([...plain, ...plain].map((token) => tokens.authenticate(token)))
        expect(results.filter(({ ok }) => ok)).toHaveLength(38)
      })
      const sharesOneConnection = kind.name === 'better-sqlite3'
      expect(writesOf(statements).filter((sql) => !sql.includes('BEGIN'))).toHaveLength(sharesOneConnection ? 19 : 1)
      const used = before.map((row) => (row.valid ? { ...row, lastUsed: now } : row))
      expect(await rowsOf(user.id)).toEqual(used)
      const later = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client, clock: () => new Date(now.getTime() + 1000) })
        await Promise.all(plain.map((token) => tokens.authenticate(token)))
      })
      expect(writesOf(later)).toEqual([])
    })

    test('never move the last use back', async () => {
      const { user, plain } = await createTokens(6)
      const earlier = () => new Date(now.getTime() - 1)
      for (const each of [clock, earlier]) {
        const tokens = repository(context, { clock: each, lastUsedInterval: 0 })
        await Promise.all(plain.map((token) => tokens.authenticate(token)))
      }
      for (const row of await rowsOf(user.id)) expect(row.lastUsed).toEqual(row.valid ? now : long)
    })

    test('have ids of every type', async () => {
      const { prisma } = context.db
      const account = await prisma.account.create({ data: { email: unique('ada') } })
      const robot = await prisma.robot.create({ data: { id: BigInt(Math.floor(Math.random() * 1e12)) } })
      const options = watched(context, { clock })
      const access = new WebAPITokenRepository(prisma, { ...options, model: 'accessToken' as const })
      const robots = new WebAPITokenRepository(prisma, { ...options, model: 'robotToken' as const })
      const data = { department: 'x', region: 'y' }
      const accessToken = () => access.generateToken(account, { data })
      const ofAccount = [await accessToken(), await accessToken(), await accessToken()]
      const robotToken = (n: number) => robots.generateToken(robot, { data: { id: BigInt(`9${Date.now()}${n}`) } })
      const ofRobot = [await robotToken(1), await robotToken(2), await robotToken(3)]
      const failed: unknown[] = []
      for (const tokens of [access, robots]) tokens.on('lastUsedFailed', ({ error }) => failed.push(error))
      const statements = await statementsOf(context, async (client) => {
        const own = new WebAPITokenRepository(client, { ...options, model: 'accessToken' as const })
        await Promise.all(ofAccount.map(({ token }) => own.authenticate(token)))
        const ownRobots = new WebAPITokenRepository(client, { ...options, model: 'robotToken' as const })
        await Promise.all(ofRobot.map(({ token }) => ownRobots.authenticate(token)))
      })
      expect(failed).toEqual([])
      if (kind.name !== 'better-sqlite3') expect(writesOf(statements)).toHaveLength(2)
      const accessRows = await prisma.accessToken.findMany({ where: { userId: account.id } })
      const robotRows = await prisma.robotToken.findMany({ where: { userId: robot.id } })
      for (const { lastUsed } of [...accessRows, ...robotRows]) expect(lastUsed).toEqual(now)
    })

    test('do not wait for a token that somebody else has locked', async () => {
      if (kind.name !== 'PostgreSQL' && kind.name !== 'MariaDB') return
      const { user, plain, ids } = await createTokens(6)
      const tokens = repository(context, { clock })
      await context.db.prisma.$transaction(
        async (tx) => {
          await tx.webAPIToken.update({ where: { id: ids[2] ?? 0 }, data: { note: 'locked' } })
          const results = await Promise.all(plain.map((token) => tokens.authenticate(token)))
          expect(results.filter(({ ok }) => ok)).toHaveLength(5)
          const lastUses = (await rowsOf(user.id)).map((row) => row.lastUsed)
          expect(lastUses).toEqual([now, long, null, now, now, now])
        },
        { timeout: 3_600_000 },
      )
      // Those that were left out are tried again by the next request.
      await tokens.authenticate(plain[2])
      expect((await rowsOf(user.id))[2]?.lastUsed).toEqual(now)
    })

    test('are noted one by one where they cannot share, and one that fails does not fail the others', async () => {
      const { user, plain, ids } = await createTokens(6)
      const refuse = () => Promise.reject(new Error('No raw statements here'))
      const broken = context.db.prisma.$extends({
        query: {
          // Its writes begin their transactions by raw statements, and never share.
          ...(kind.name !== 'better-sqlite3' && { $executeRawUnsafe: refuse, $queryRawUnsafe: refuse }),
          webAPIToken: {
            updateMany({ args, query }) {
              if (JSON.stringify(args.where).includes(`"id":${ids[0]}}`)) throw new Error('Not this one')
              return query(args)
            },
          },
        },
      })
      const tokens = new WebAPITokenRepository(
        broken as unknown as typeof context.db.prisma,
        watched(context, { clock }),
      )
      const failed: unknown[] = []
      tokens.on('lastUsedFailed', ({ id }) => failed.push(id))
      const results = await Promise.all(plain.map((token) => tokens.authenticate(token)))
      expect(results.filter(({ ok }) => ok)).toHaveLength(5)
      expect(failed).toEqual([ids[0]])
      expect((await rowsOf(user.id)).map(({ lastUsed }) => lastUsed)).toEqual([null, long, now, now, now, now])
    })

    test("are noted one by one where an extension of the app's takes part in the model's operations only", async () => {
      const { user, plain } = await createTokens(4)
      let updates = 0
      const client = context.db.prisma.$extends({
        query: { webAPIToken: { updateMany: ({ args, query }) => (updates++, query(args)) } },
      })
      const tokens = new WebAPITokenRepository(
        client as unknown as typeof context.db.prisma,
        watched(context, { clock }),
      )
      await Promise.all(plain.map((token) => tokens.authenticate(token)))
      expect(updates).toBe(3)
      expect((await rowsOf(user.id)).map(({ lastUsed }) => lastUsed)).toEqual([now, long, now, now])
    })

    test('of a single token do not wait for somebody who has locked it', async () => {
      if (kind.name !== 'PostgreSQL') return
      const { user, plain, ids } = await createTokens(1)
      const tokens = repository(context, { clock })
      await context.db.prisma.$transaction(
        async (tx) => {
          await tx.webAPIToken.update({ where: { id: ids[0] ?? 0 }, data: { note: 'locked' } })
          expect(await tokens.authenticate(plain[0])).toMatchObject({ ok: true })
        },
        { timeout: 3_600_000 },
      )
      expect((await rowsOf(user.id))[0]?.lastUsed).toBeNull()
      await tokens.authenticate(plain[0])
      expect((await rowsOf(user.id))[0]?.lastUsed).toEqual(now)
    })

    test('do not wait for a token that becomes the parent of another one', async () => {
      if (kind.name !== 'PostgreSQL') return
      const { user, plain, ids } = await createTokens(3)
      const tokens = repository(context, { clock })
      await context.db.prisma.$transaction(
        async (tx) => {
          // As a foreign key locks the row that it refers to.
          await tx.$queryRawUnsafe(`SELECT id FROM webapi_token WHERE id = ANY($1) FOR KEY SHARE`, ids)
          await Promise.all(plain.map((token) => tokens.authenticate(token)))
        },
        { timeout: 3_600_000 },
      )
      expect((await rowsOf(user.id)).map(({ lastUsed }) => lastUsed)).toEqual([now, long, now])
    })

    test('beside revocations never make a token valid again, in each of 40 rounds', async () => {
      const tokens = repository(context, { clock, lastUsedInterval: 0 })
      for (let round = 0; round < 40; round++) {
        const { user, plain } = await createTokens(4)
        const [, ...results] = await Promise.all([
          tokens.invalidateTokens({ users: [user] }),
          ...plain.map((token) => tokens.authenticate(token)),
        ])
        expect(results).toHaveLength(4)
        expect(await context.db.prisma.webAPIToken.count({ where: { userId: user.id, valid: true } })).toBe(0)
        for (const token of plain) expect(await tokens.authenticate(token)).toMatchObject({ reason: 'invalid' })
      }
    })

    test('on a day long ago are due, whatever the interval', async () => {
      const { plain, user } = await createTokens(4)
      const tokens = repository(context, { clock, lastUsedInterval: day })
      await Promise.all(plain.map((token) => tokens.authenticate(token)))
      expect((await rowsOf(user.id)).map(({ lastUsed }) => lastUsed)).toEqual([now, long, now, now])
    })
  })

  describe('deferred uses', () => {
    // So long that nothing but flush() writes them.
    const lastUsed = { defer: 3_600_000 }
    const usesOf = async (userId: number) => (await rowsOf(userId)).map((row) => row.lastUsed)

    test('are written by flush, and requests do not wait for them', async () => {
      const { user, plain } = await createTokens(6)
      const notes: Promise<void>[] = []
      const background = (note: Promise<void>) => void notes.push(note)
      const tokens = repository(context, { clock, lastUsed: { ...lastUsed, background } })
      const before = await usesOf(user.id)
      for (const token of [...plain, ...plain]) await tokens.authenticate(token)
      expect(notes).toHaveLength(5)
      if (kind.name !== 'better-sqlite3') expect(await usesOf(user.id)).toEqual(before)
      await tokens.flush()
      expect(await usesOf(user.id)).toEqual([now, long, now, now, now, now])
      expect(await Promise.all(notes)).toEqual(Array(5).fill(undefined))
      await tokens.flush()
    })

    test('are written in time without flush', async () => {
      const { user, plain } = await createTokens(4)
      const tokens = repository(context, { clock, lastUsed: { defer: 1 } })
      await Promise.all(plain.map((token) => tokens.authenticate(token)))
      const isNoted = async () => (await usesOf(user.id)).filter((use) => use?.getTime() === now.getTime()).length === 3
      // Not every driver yields to timers.
      while (!(await isNoted())) await nextTurn()
    })

    test('that fail are the event of before, and a failing hook is logged', async () => {
      const { plain, ids } = await createTokens(1)
      const broken = context.db.prisma.$extends({
        query: { webAPIToken: { updateMany: () => Promise.reject(new Error('Disk full')) } },
      })
      const logged: string[] = []
      const background = () => {
        throw new Error('The request is over')
      }
      const options = {
        clock,
        lastUsed: { ...lastUsed, background },
        logger: { error: (text: string) => logged.push(text) },
      }
      const tokens = new WebAPITokenRepository(broken as unknown as typeof context.db.prisma, options)
      const failed: unknown[] = []
      tokens.on('lastUsedFailed', ({ id }) => failed.push(id))
      expect(await tokens.authenticate(plain[0])).toMatchObject({ ok: true })
      await tokens.flush()
      expect(failed).toEqual(ids)
      expect(logged).toContain('The hook lastUsed.background has failed')
    })

    test('are not those that decide something: the first use of a successor ends its predecessor at once', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { lastUsed })
      const { token } = await tokens.generateToken(user)
      const second = await tokens.rotateToken(token, { retireOnFirstUse: true })
      expect(await tokens.authenticate(second.token)).toMatchObject({ ok: true })
      expect(await tokens.authenticate(token)).toMatchObject({ reason: 'invalid' })
    })

    test('in a transaction are part of it', async () => {
      const { user, plain } = await createTokens(1)
      const tokens = repository(context, { clock, lastUsed })
      await tokens.transaction((own) => own.authenticate(plain[0]))
      expect(await usesOf(user.id)).toEqual([now])
    })

    test('belong to all clients of an extension', async () => {
      const { user, plain } = await createTokens(3)
      const db = context.db.prisma.$extends(webAPITokens(watched(context, { clock, lastUsed })))
      const further = db.$extends({ name: 'further' })
      await db.webAPIToken.authenticate(plain[0])
      await further.webAPIToken.authenticate(plain[2])
      await db.webAPIToken.flush()
      expect(await usesOf(user.id)).toEqual([now, long, now])
    })
  })
}
