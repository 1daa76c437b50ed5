import { randomUUID } from 'node:crypto'

import { WebAPITokenRepository } from '../../../src/index.js'
import type { DatabaseKind, TestClient } from '../../support/databases.js'
import {
  createUser,
  failure,
  givenTokens,
  repository,
  statementsOf,
  type SuiteContext,
  unique,
  watched,
} from './context.js'

const reached = { name: 'WebAPITokenLimitError', code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' }

export function limit(context: SuiteContext, kind: DatabaseKind): void {
  const countOf = (user: { id: number }) => context.db.prisma.webAPIToken.count({ where: { userId: user.id } })

  /** Starts them together: how many came through, and the errors of the others. */
  async function together(count: number, generate: (index: number) => Promise<unknown>) {
    const results = await Promise.allSettled(Array.from({ length: count }, (_, index) => generate(index)))
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    return { generated: count - errors.length, errors }
  }

  async function drain(batches: AsyncIterable<unknown[]>): Promise<number> {
    let count = 0
    for await (const batch of batches) count += batch.length
    return count
  }

  describe('maxTokensPerUser', () => {
    test('20 tokens at once for a user who may have 5: 5 rows, events and 15 errors, in each of 5 rounds', async () => {
      const { prisma } = context.db
      const tokens = repository(context, { maxTokensPerUser: 5 })
      let created = 0
      tokens.on('created', () => created++)
      for (let round = 1; round <= 5; round++) {
        const user = await createUser(prisma)
        const { generated, errors } = await together(20, () => tokens.generateToken(user))
        expect(errors).toEqual(
          Array<unknown>(15).fill(expect.objectContaining({ ...reached, limit: 5, userId: user.id })),
        )
        expect(generated).toBe(5)
        expect(await countOf(user)).toBe(5)
        expect(created).toBe(5 * round)
      }
    })

    test('a user whose id is spelled differently is the same user where the database says so', async () => {
      const { prisma } = context.db
      const tokens = new WebAPITokenRepository(prisma, {
        ...watched(context, {}),
        model: 'accessToken',
        maxTokensPerUser: 2,
      })
      const options = { data: { department: 'HR', region: 'eu' } }
      const id = randomUUID()
      await prisma.account.create({ data: { id, email: id } })
      if (kind.provider === 'postgresql') {
        // There, nobody has that id.
        const error = await failure(context, tokens.generateToken(id.toUpperCase(), options))
        expect(error).toMatchObject({ code: 'P2003' })
        return
      }
      // The column of SQLite is COLLATE NOCASE.
      const spellings = [id.toUpperCase()]
      if (kind.provider === 'mysql') spellings.push(id.replaceAll('a', 'á').replaceAll('e', 'ê'), `${id} `)
      // Before there was a limit.
      const unlimited = new WebAPITokenRepository(prisma, { ...watched(context, {}), model: 'accessToken' })
      await unlimited.generateToken(spellings[0] ?? '', options)
      const { generated, errors } = await together(12, (index) =>
        tokens.generateToken([id, ...spellings][index % (1 + spellings.length)] ?? '', options),
      )
      expect(errors).toEqual(Array<unknown>(11).fill(expect.objectContaining(reached)))
      expect(generated).toBe(1)
      expect(await failure(context, drain(tokens.generateTokens(spellings, options)))).toMatchObject(reached)
      expect(await prisma.accessToken.count({ where: { userId: id } })).toBe(2)
    })

    test('20 users at once do not get in the way of each other, in each of 5 rounds', async () => {
      const { prisma } = context.db
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client, maxTokensPerUser: 1, maxAttempts: 1 })
        for (let round = 0; round < 5; round++) {
          const users = await Promise.all(Array.from({ length: 20 }, () => createUser(prisma)))
          const { errors } = await together(20, (index) => tokens.generateToken(users[index] ?? 0))
          expect(errors).toEqual([])
          expect(await Promise.all(users.map(countOf))).toEqual(Array<number>(20).fill(1))
        }
      })
      // A deadlock would show as a lock that is taken again.
      expect(statements.filter((sql) => /pg_advisory_xact_lock|WHERE 0$|`id` FOR UPDATE$/.test(sql))).toHaveLength(100)
    })

    test('20 transactions of the app at once, each with one token: 5 rows, in each of 5 rounds', async () => {
      const { prisma } = context.db
      const tokens = repository(context, { maxTokensPerUser: 5 })
      for (let round = 0; round < 5; round++) {
        const user = await createUser(prisma)
        const { generated, errors } = await together(20, () =>
          prisma.$transaction((tx) => tokens.withTransaction(tx).generateToken(user)),
        )
        expect(await countOf(user)).toBe(generated)
        // There, the app has to retry its transaction after a deadlock.
        const others = errors.filter(
          (error) => !(kind.provider === 'mysql' && (error as { code?: string }).code === 'P2034'),
        )
        expect(others).toEqual(Array<unknown>(others.length).fill(expect.objectContaining(reached)))
        if (others.length === errors.length) expect(generated).toBe(5)
        else expect(generated).toBeLessThanOrEqual(5)
      }
    })

    test('20 tokens at once in one transaction of the app: 5 rows, and 15 errors that leave it usable', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context, { maxTokensPerUser: 5 })
      const { generated, errors, other } = await prisma.$transaction(async (tx) => {
        const inside = tokens.withTransaction(tx)
        return { ...(await together(20, () => inside.generateToken(user))), other: await createUser(tx) }
      })
      expect(generated).toBe(5)
      expect(errors).toEqual(Array<unknown>(15).fill(expect.objectContaining(reached)))
      expect(await countOf(user)).toBe(5)
      expect(await prisma.user.count({ where: { id: other.id } })).toBe(1)
    })

    if (kind.multiProcess && kind.provider !== 'sqlite') {
      test.each(['generateToken', 'generateTokens'] as const)(
        'a transaction counts tokens that others have committed since it first looked: %s',
        async (verb) => {
          const { prisma } = context.db
          const user = await createUser(prisma)
          const tokens = repository(context, { maxTokensPerUser: 2 })

          const error = await failure(
            context,
            prisma.$transaction(async (tx) => {
              expect(await tx.webAPIToken.count({ where: { userId: user.id } })).toBe(0)
              await tokens.generateToken(user)
              await tokens.generateToken(user)
              const inside = tokens.withTransaction(tx)
              return verb === 'generateToken' ? inside.generateToken(user) : drain(inside.generateTokens([user]))
            }),
          )

          expect(error).toMatchObject(reached)
          expect(await countOf(user)).toBe(2)
        },
      )
    }

    test('a refusal leaves a transaction of the app usable, and writes and tells nothing', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const tokens = repository(context, { maxTokensPerUser: 2 })
      const created: unknown[] = []
      tokens.on('created', (event) => created.push(event))

      const other = await prisma.$transaction(async (tx) => {
        const inside = tokens.withTransaction(tx)
        await inside.generateToken(user)
        expect(await failure(context, drain(inside.generateTokens([user, user])))).toMatchObject(reached)
        await inside.generateToken(user)
        expect(await failure(context, inside.generateToken(user))).toMatchObject(reached)
        return createUser(tx)
      })

      expect(await prisma.user.count({ where: { id: other.id } })).toBe(1)
      expect(await countOf(user)).toBe(2)
      expect(created).toHaveLength(2)
    })

    test('retries a taken token under the limit, alone and in a transaction, where attempts that run out write nothing', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const taken = unique('taken')
      const generator = givenTokens(taken, taken, unique('fresh'), taken, unique('fresh'), unique('free'), taken)
      const tokens = repository(context, { generator, maxTokensPerUser: 5 })
      await tokens.generateToken(user)
      await tokens.generateToken(user)
      await prisma.$transaction(async (tx) => {
        const inside = tokens.withTransaction(tx)
        await inside.generateToken(user)
        const error = await failure(context, drain(inside.generateTokens([user, user], { maxAttempts: 2 })))
        expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED' })
      })
      expect(await countOf(user)).toBe(3)
    })

    test('tokens that expired, were invalidated, or are being replaced do not count; others do', async () => {
      const user = await createUser(context.db.prisma)
      let now = new Date()
      const tokens = repository(context, { maxTokensPerUser: 2, clock: () => now })
      const in60s = new Date(now.getTime() + 60_000)
      const expired = new Date(now.getTime() - 1)

      await tokens.generateToken(user, { expires: expired })
      await tokens.generateToken(user, { expires: in60s })
      const first = await tokens.generateToken(user)
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
      // At the limit there is no room for one more, even one that is of no use.
      expect(await failure(context, tokens.generateToken(user, { expires: expired }))).toMatchObject(reached)

      const second = await tokens.rotateToken(first.token, { gracePeriod: 3_600_000 })
      expect(await tokens.authenticate(first.token)).toMatchObject({ ok: true })
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
      const third = await tokens.rotateToken(second.token, { retireOnFirstUse: true })
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)

      // The one before it is there to stay, then.
      await tokens.invalidateToken(third.token)
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
      await tokens.invalidateToken(second.token)
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
      await tokens.invalidateToken(first.token)
      await tokens.generateToken(user)
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
      // From the very moment of its expiry on, a token does not work, and does not count.
      now = in60s
      await tokens.generateToken(user)
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
      expect(await countOf(user)).toBe(7)
    })

    test('cannot be walked around by successors that are revoked: what is there to stay counts', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { maxTokensPerUser: 1 })
      let old = await tokens.generateToken(user)
      for (let round = 0; round < 5; round++) {
        const successor = await tokens.rotateToken(old.token, { retireOnFirstUse: true })
        await tokens.invalidateToken(successor.token)
        expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
        expect(await failure(context, drain(tokens.generateTokens([user])))).toMatchObject(reached)
      }
      // Nor by one that was never used before it was rotated itself: the first use of any ends all that are older.
      const chain = [old]
      for (let round = 0; round < 5; round++) {
        old = await tokens.rotateToken(old.token, { retireOnFirstUse: true })
        chain.push(old)
      }
      for (const [index, { token }] of chain.entries()) {
        expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
        const results = await Promise.all(
          chain.slice(0, index).map((each) => tokens.authenticate(each.token, { lastUsedInterval: Infinity })),
        )
        expect(results.map(({ ok }) => ok)).toEqual(Array<boolean>(index).fill(false))
      }
    })

    test('counts a token that stays for ever beside its successor: its rotation needs room', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { maxTokensPerUser: 2 })
      const forEver = { gracePeriod: Infinity }
      const first = await tokens.generateToken(user)
      const second = await tokens.rotateToken(first.token, forEver)
      const before = await context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id: second.record.id } })
      expect(await failure(context, tokens.rotateToken(second.token, forEver))).toMatchObject(reached)
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
      const after = await context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id: second.record.id } })
      expect({ ...after, lastUpdated: null }).toEqual({ ...before, lastUpdated: null })
      await context.db.prisma.$transaction(async (tx) => {
        const error = await failure(context, tokens.withTransaction(tx).rotateToken(second.token, forEver))
        expect(error).toMatchObject(reached)
      })
      await tokens.rotateToken(second.token, { gracePeriod: 60_000 })
      expect(await countOf(user)).toBe(3)
    })

    test('generateTokens stops at a user who is listed too often, or is full, with none of that batch', async () => {
      const { prisma } = context.db
      const [often, full, one, two] = [
        await createUser(prisma),
        await createUser(prisma),
        await createUser(prisma),
        await createUser(prisma),
      ]
      const tokens = repository(context, { maxTokensPerUser: 2 })
      await tokens.generateToken(full)
      await tokens.generateToken(full)
      const created: unknown[] = []
      tokens.on('created', (event) => created.push(event))

      const users = [one, two, often, often.id, one, two, often, two]
      const error = await failure(context, drain(tokens.generateTokens(users, { batchSize: 4 })))
      expect(error).toMatchObject({ ...reached, limit: 2, userId: often.id })
      expect(await Promise.all([often, one, two].map(countOf))).toEqual([2, 1, 1])
      expect(created).toHaveLength(4)

      const other = await failure(context, drain(tokens.generateTokens([one, full])))
      expect(other).toMatchObject({ ...reached, userId: full.id })
      const twice = await failure(context, drain(tokens.generateTokens([one, two, one])))
      expect(twice).toMatchObject({ ...reached, userId: one.id })
      expect(await Promise.all([full, one, two].map(countOf))).toEqual([2, 1, 1])
      expect(created).toHaveLength(4)

      expect(await drain(tokens.generateTokens([one, two]))).toBe(2)
    })

    test('20 lists at once of the same users in different orders: 5 each, in each of 3 rounds', async () => {
      const { prisma } = context.db
      const tokens = repository(context, { maxTokensPerUser: 5 })
      for (let round = 0; round < 3; round++) {
        const users = await Promise.all(Array.from({ length: 4 }, () => createUser(prisma)))
        const { generated, errors } = await together(20, (index) =>
          drain(tokens.generateTokens(index % 2 === 0 ? users : users.toReversed())),
        )
        expect(errors).toEqual(Array<unknown>(15).fill(expect.objectContaining(reached)))
        expect(generated).toBe(5)
        expect(await Promise.all(users.map(countOf))).toEqual([5, 5, 5, 5])
      }
    })

    test('counts what repositories without a limit have written, which are not limited', async () => {
      const user = await createUser(context.db.prisma)
      for (let token = 0; token < 3; token++) await repository(context).generateToken(user)
      const tokens = repository(context, { maxTokensPerUser: 3 })
      expect(await failure(context, tokens.generateToken(user))).toMatchObject(reached)
    })

    test('a user who does not exist is an error of the database', async () => {
      const error = await failure(context, repository(context, { maxTokensPerUser: 1 }).generateToken(2_000_000_000))
      expect(error).toMatchObject({ code: 'P2003' })
    })

    test('20 tokens at once in a renamed and mapped model with String ids: 5 rows', async () => {
      const { prisma } = context.db
      const account = await prisma.account.create({ data: { email: unique('mail') } })
      const data = { department: 'HR', region: 'eu' }
      const tokens = accessTokensUpTo(5, prisma)

      const { errors } = await together(20, () => tokens.generateToken(account, { data }))

      expect(errors).toEqual(Array<unknown>(15).fill(expect.objectContaining({ ...reached, userId: account.id })))
      const rows = await prisma.accessToken.findMany({ where: { userId: account.id } })
      expect(rows).toHaveLength(5)
      await tokens.rotateToken({ id: rows[0]?.id ?? '' }, { gracePeriod: 60_000 })
      await tokens.invalidateToken({ id: rows[1]?.id ?? '' })
      await tokens.updateToken({ id: rows[2]?.id ?? '' }, { expires: new Date(Date.now() - 1) })
      expect(await drain(tokens.generateTokens([account, account.id], { data }))).toBe(2)
      expect(await failure(context, tokens.generateToken(account, { data }))).toMatchObject(reached)
      const inside = prisma.$transaction((tx) => tokens.withTransaction(tx).generateToken(account, { data }))
      expect(await failure(context, inside)).toMatchObject(reached)
    })

    test('20 tokens at once in a model with BigInt ids: 5 rows', async () => {
      const { prisma } = context.db
      const robot = await prisma.robot.create({ data: { id: 2n ** 46n } })
      const tokens = robotTokensUpTo(5, prisma)
      const id = (index: number) => ({ data: { id: 2n ** 47n + BigInt(index) } })

      const { errors } = await together(20, (index) => tokens.generateToken(robot, id(index)))

      expect(errors).toEqual(Array<unknown>(15).fill(expect.objectContaining({ ...reached, userId: robot.id })))
      const rows = await prisma.robotToken.findMany({ where: { userId: robot.id } })
      expect(rows).toHaveLength(5)
      await tokens.invalidateToken({ id: rows[0]?.id ?? 0n })
      expect(await drain(tokens.generateTokens([robot.id], id(20)))).toBe(1)
      await expect(drain(tokens.generateTokens([robot], id(21)))).rejects.toMatchObject(reached)
      const inside = prisma.$transaction((tx) => tokens.withTransaction(tx).generateToken(robot, id(21)))
      await expect(inside).rejects.toMatchObject(reached)
    })

    test.each([0, -1, 1.5, NaN, Infinity, '5', null])('must be a whole number of at least 1, not %p', (value) => {
      const create = () => new WebAPITokenRepository(context.db.prisma, { maxTokensPerUser: value as number })
      expect(create).toThrow(TypeError)
      expect(create).toThrow(/^maxTokensPerUser /)
    })
  })

  const accessTokensUpTo = (maxTokensPerUser: number, client: TestClient) =>
    new WebAPITokenRepository(client, { ...watched(context, { maxTokensPerUser }), model: 'accessToken' as const })

  const robotTokensUpTo = (maxTokensPerUser: number, client: TestClient) =>
    new WebAPITokenRepository(client, { ...watched(context, { maxTokensPerUser }), model: 'robotToken' as const })
}
