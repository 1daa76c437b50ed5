import { randomUUID } from 'node:crypto'

import { nanoidGenerator, WebAPITokenRepository } from '../../../src/index.js'
import {
  accessTokens,
  createUser,
  failure,
  givenTokens,
  repository,
  robotTokens,
  statementsOf,
  type SuiteContext,
  unique,
  watched,
} from './context.js'

/** Tokens that are generated in one turn of the event loop, which share a statement, and those of a batch. */
export function sharedInsertions(context: SuiteContext): void {
  const insertionsOf = (statements: readonly string[]) => statements.filter((sql) => /^\s*INSERT\b/i.test(sql))
  const newUser = () => createUser(context.db.prisma)
  const createUsers = (count: number) => Promise.all(Array.from({ length: count }, () => createUser(context.db.prisma)))
  const rowsOf = (users: readonly { id: number }[]) =>
    context.db.prisma.webAPIToken.findMany({
      where: { userId: { in: users.map(({ id }) => id) } },
      orderBy: { id: 'asc' },
    })
  /** Rows without what differs from token to token. */
  const alike = (rows: readonly Record<string, unknown>[]) =>
    rows.map(({ id: _id, token: _token, tokenHint: _hint, userId: _user, ...others }) => others)

  const nameOf = (error: unknown) => (error as Error).name

  describe('tokens that are generated in one turn', () => {
    test('share one insertion, and each caller gets its own', async () => {
      const users = await createUsers(20)
      const created: unknown[] = []
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client })
        tokens.on('created', ({ record }) => created.push(record))
        const generated = await Promise.all(users.map((user, n) => tokens.generateToken(user, { note: `n${n}` })))
        for (const [n, { token, record }] of generated.entries()) {
          expect(record).toMatchObject({ userId: users[n]?.id, note: `n${n}` })
          const row = await context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
          expect({ ...record, token: row.token }).toEqual(row)
          expect(Object.keys(record)).toEqual(Object.keys(row).filter((field) => field !== 'token'))
          expect(await tokens.authenticate(token)).toMatchObject({ ok: true, record: { id: record.id } })
        }
      })
      expect(insertionsOf(statements)).toHaveLength(1)
      expect(created).toHaveLength(20)
      expect(await rowsOf(users)).toHaveLength(20)
    })

    test('have the columns of a token that was generated alone', async () => {
      const [alone, users] = [await newUser(), await createUsers(3)]
      const now = new Date('2031-02-03T04:05:06.789Z')
      const tokens = repository(context, { clock: () => now })
      const options = {
        note: `Ünï'"\\ ${'x'.repeat(200)}`,
        expires: new Date('2100-01-01T00:00:00.001Z'),
        policy: { resources: { '*': { allow: ['GET'], block: ['*'] } } },
        extraData: { a: [1, 2.5, -0.001, 'é', null, true], 'b"': { c: {} } },
      }
      const first = await tokens.generateToken(alone, options)
      const together = await Promise.all(users.map((user) => tokens.generateToken(user, options)))
      expect(alike(together.map(({ record }) => record))).toEqual(alike(Array(3).fill(first.record)))
      expect(new Set(alike(await rowsOf([alone, ...users])).map((row) => JSON.stringify(row))).size).toBe(1)
    })

    test('of other models have what a token of theirs has', async () => {
      const { prisma } = context.db
      const account = await prisma.account.create({ data: { email: unique('ada') } })
      const access = accessTokens(context)
      const teams = new WebAPITokenRepository(prisma, {
        ...watched(context, {}),
        model: 'teamToken' as const,
        owner: 'teamId' as const,
        scopes: ['read', 'write'],
      })
      const teamId = randomUUID()
      const generated = await Promise.all([
        ...[1, 2, 3].map((rank) =>
          access.generateToken(account, { data: { department: 'HR', region: 'eu', rank, label: `l${rank}` } }),
        ),
        ...[1, 2].map(() => teams.generateToken(teamId, { scopes: ['read'] })),
      ])
      const accessRows = await prisma.accessToken.findMany({ where: { userId: account.id }, orderBy: { rank: 'asc' } })
      const teamRows = await prisma.teamToken.findMany({ where: { teamId } })
      const byId = new Map([...accessRows, ...teamRows].map((row) => [row.id, row]))
      expect(byId.size).toBe(5)
      for (const { record } of generated) {
        const row = byId.get(record.id)
        expect({ ...record, token: row?.token }).toEqual(row)
      }
    })

    test('fail alone: one whose owner does not exist, and one whose token is taken', async () => {
      const users = [await newUser(), await newUser(), await newUser()] as const
      const taken = unique('taken')
      await repository(context, { generator: givenTokens(taken) }).generateToken(users[0])
      const generator = givenTokens(unique('fresh'), taken, unique('fresh'), unique('fresh'), unique('fresh'))
      const tokens = repository(context, { generator })
      const [first, second, nobody] = await Promise.allSettled([
        tokens.generateToken(users[1]),
        tokens.generateToken(users[2]),
        tokens.generateToken(2_000_000_000),
      ])
      expect([first.status, second.status]).toEqual(['fulfilled', 'fulfilled'])
      const { reason } = nobody as PromiseRejectedResult
      expect(await failure(context, Promise.reject(reason as Error))).toMatchObject({
        name: 'PrismaClientKnownRequestError',
        code: 'P2003',
      })
      // The one that is taken, once more, and nothing for the others.
      expect(generator.calls).toBe(4)
      expect(await rowsOf(users)).toHaveLength(3)
    })

    test('do not take each other for taken when two get the same', async () => {
      const users = await createUsers(2)
      const same = unique('same')
      const tokens = repository(context, { generator: givenTokens(same, same, unique('other')) })
      const generated = await Promise.all(users.map((user) => tokens.generateToken(user)))
      expect(new Set(generated.map(({ token }) => token)).size).toBe(2)
      expect(await rowsOf(users)).toHaveLength(2)
    })

    test("are inserted one by one where an extension of the app's takes part", async () => {
      const users = await createUsers(3)
      const seen: unknown[] = []
      const extended = context.db.prisma.$extends({
        query: {
          webAPIToken: {
            create({ args, query }) {
              seen.push((args.data as { userId: number }).userId)
              return query(args)
            },
          },
        },
      })
      const tokens = new WebAPITokenRepository(extended as unknown as typeof context.db.prisma, watched(context, {}))
      await Promise.all(users.map((user) => tokens.generateToken(user)))
      expect(seen.sort()).toEqual(users.map(({ id }) => id).sort())
    })

    test('show the fields that an extension computes, and not those that the client omits', async () => {
      const users = [await newUser(), await newUser()] as const
      const client = await context.db.connect({ omit: { webAPIToken: { note: true } } })
      const extended = context.db.prisma.$extends({
        result: { webAPIToken: { shout: { needs: { note: true }, compute: ({ note }) => `${note}!` } } },
      })
      const tokens = new WebAPITokenRepository(client, watched(context, {}))
      const extendedTokens = new WebAPITokenRepository(extended as unknown as typeof client, watched(context, {}))
      for (const each of [tokens, extendedTokens]) {
        const alone = await each.generateToken(users[0], { note: 'a' })
        const both = await Promise.all(users.map((user) => each.generateToken(user, { note: 'a' })))
        const batches = []
        for await (const batch of each.generateTokens(users, { note: 'a' })) batches.push(...batch)
        const fields = Object.keys(alone.record).sort()
        for (const { record } of [...both, ...batches]) expect(Object.keys(record).sort()).toEqual(fields)
      }
      await client.$disconnect()
    })

    test('in a transaction have statements of their own, and are undone with it', async () => {
      const users = await createUsers(3)
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client })
        const undone = tokens.transaction(async (own) => {
          await Promise.all(users.map((user) => own.generateToken(user)))
          throw new Error('Undone')
        })
        await expect(undone).rejects.toThrow('Undone')
      })
      expect(insertionsOf(statements)).toHaveLength(3)
      expect(await rowsOf(users)).toEqual([])
    })
  })

  describe('the tokens of a batch', () => {
    async function* usersOf(users: readonly { id: number }[]) {
      for (const user of users) yield await Promise.resolve(user)
    }
    async function collect<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
      const all = []
      for await (const batch of batches) all.push(...batch)
      return all
    }

    test.each([
      ['text', 'a'],
      ['half a character', '\ud800'],
      ['a number', 1.5],
      ['a list', [1, [2, { a: null }]]],
      ['a date', new Date('2030-01-01')],
      ['bytes', Buffer.from('a')],
      ['a bigint', 10n],
      ['what has toJSON', { toJSON: () => 7 }],
      ['undefined in an object', { a: undefined, b: 1 }],
    ])('have the extra data of a token that was generated alone: %s', async (_, extraData) => {
      const [alone, users] = [await newUser(), await createUsers(2)]
      const tokens = repository(context)
      const options = { extraData: { value: extraData } as never }
      const first = await tokens.generateToken(alone, options).catch(nameOf)
      const batch = await collect(tokens.generateTokens(users, options)).catch(nameOf)
      const shown = (record: unknown) => (record as { extraData: unknown }).extraData
      if (typeof first === 'string') expect(batch).toBe(first)
      else {
        expect((batch as { record: unknown }[]).map(({ record }) => shown(record))).toEqual(
          users.map(() => shown(first.record)),
        )
        const rows = await rowsOf([alone, ...users])
        for (const row of rows) expect(row.extraData).toEqual(rows[0]?.extraData)
      }
    })

    test.each([
      ['a value of another type', { department: 'HR', region: 5 }],
      ['no value where there must be one', { department: 'HR' }],
      ['null where there must be a value', { department: null, region: 'eu' }],
      ['a field that there is not', { department: 'HR', region: 'eu', colour: 'red' }],
      ['a list', { department: 'HR', region: ['eu'] }],
    ])('are refused by Prisma as a token alone is: %s', async (_, data) => {
      const account = await context.db.prisma.account.create({ data: { email: unique('ada') } })
      const tokens = accessTokens(context)
      const error = await failure(context, collect(tokens.generateTokens([account, account], { data } as never)))
      expect(error.name).toBe('PrismaClientValidationError')
      expect(await context.db.prisma.accessToken.count({ where: { userId: account.id } })).toBe(0)
    })

    test.each([
      ['no value where there must be one', {}],
      ['null where there must be a value', { id: null }],
      ['a value of another type', { id: true }],
      ['a list', { id: [7n] }],
      ['a field that there is not', { id: 7n, colour: 'red' }],
    ])('are refused by Prisma where a raw statement would insert them: %s', async (_, data) => {
      const robot = await context.db.prisma.robot.create({ data: { id: BigInt(Date.now()) } })
      const tokens = robotTokens(context, { generator: nanoidGenerator() })
      const error = await failure(context, collect(tokens.generateTokens([robot], { data } as never)))
      expect(error.name).toBe('PrismaClientValidationError')
      expect(await context.db.prisma.robotToken.count({ where: { userId: robot.id } })).toBe(0)
    })

    test.each(['outside', 'inside'])(
      'are all missing when one owner does not exist, %s a transaction',
      async (where) => {
        const users = await createUsers(2)
        const tokens = repository(context)
        const list = [...users, { id: 2_000_000_000 }]
        const generate =
          where === 'outside'
            ? collect(tokens.generateTokens(usersOf(list)))
            : tokens.transaction((own) => collect(own.generateTokens(usersOf(list))))
        expect(await failure(context, generate)).toMatchObject({ name: 'PrismaClientKnownRequestError', code: 'P2003' })
        expect(await rowsOf(users)).toEqual([])
      },
    )

    test('are all there in one batch of 3,000', async () => {
      const user = await newUser()
      const ids = Array.from({ length: 3000 }, () => user.id)
      const generated = await collect(repository(context).generateTokens(ids, { batchSize: 3000 }))
      expect(generated).toHaveLength(3000)
      expect(await context.db.prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(3000)
    })
  })
}
