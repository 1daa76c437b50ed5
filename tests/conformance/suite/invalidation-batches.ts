import type { InvalidatedEvent } from '../../../src/index.js'
import { createUser, failure, repository, statementsOf, type SuiteContext } from './context.js'
import { bareRow, createRows } from './rows.js'

export function invalidationBatches(context: SuiteContext): void {
  const now = new Date('2030-01-01T00:00:00Z')
  const long = new Date('2020-01-01T00:00:00Z')
  const tokensAt = (time = now) => repository(context, { clock: () => time })
  const countOf = (userId: number, where: object = {}) =>
    context.db.prisma.webAPIToken.count({ where: { userId, ...where } })

  /** A user with valid tokens of the note `a`, and one each of another note, and invalid already. */
  async function userWith(count: number) {
    const user = await createUser(context.db.prisma)
    await createRows(context, user, [
      ...(Array(count).fill({ note: 'a', lastUpdated: long }) as object[]),
      { note: 'b', lastUpdated: long },
      { note: 'a', valid: false, invalidDate: long, invalidReason: 'First', lastUpdated: long },
    ])
    return user
  }

  const rowsOf = (userId: number) =>
    context.db.prisma.webAPIToken.findMany({
      where: { userId },
      orderBy: { id: 'asc' },
      omit: { id: true, userId: true, token: true, timeAdded: true },
    })

  const updatesOf = async (operate: (tokens: ReturnType<typeof repository>) => Promise<unknown>) => {
    const statements = await statementsOf(context, (client) =>
      operate(repository(context, { client, clock: () => now })),
    )
    return statements.filter((sql) => sql.startsWith('UPDATE')).length
  }

  describe('invalidateTokens in batches', () => {
    test.each([
      ['users', (user: { id: number }) => ({ users: [user] })],
      ['where', (user: { id: number }) => ({ where: { userId: user.id, note: 'a' } })],
      ['both', (user: { id: number }) => ({ users: [user.id], where: { OR: [{ note: 'a' }, { note: 'c' }] } })],
    ])('by %s leaves the same rows as one statement does', async (_name, filterOf) => {
      const [user, same, bystander] = [await userWith(10), await userWith(10), await userWith(10)]
      const options = { invalidReason: 'Left' }
      const { count } = await tokensAt().invalidateTokens({ ...filterOf(user), ...options })
      expect(await tokensAt().invalidateTokens({ ...filterOf(same), ...options, batchSize: 3 })).toEqual({ count })
      expect(await rowsOf(same.id)).toEqual(await rowsOf(user.id))
      expect(await countOf(same.id, { invalidDate: now, invalidReason: 'Left', lastUpdated: now })).toBe(count)
      expect(await countOf(same.id, { invalidDate: long, invalidReason: 'First', lastUpdated: long })).toBe(1)
      expect(await countOf(bystander.id, { valid: true })).toBe(11)
    })

    test('without a filter, invalidates every token there is', async () => {
      const { prisma } = context.db
      await userWith(10)
      const valid = await prisma.webAPIToken.count({ where: { valid: true } })
      expect(await tokensAt().invalidateTokens({ batchSize: 7 })).toEqual({ count: valid })
      expect(await prisma.webAPIToken.count({ where: { valid: true } })).toBe(0)
    })

    test('has as many statements as it takes: one without batchSize', async () => {
      const count = async (batchSize?: number | true) => {
        const user = await userWith(9)
        return updatesOf((tokens) => tokens.invalidateTokens({ users: [user], ...(batchSize && { batchSize }) }))
      }
      expect(await count()).toBe(1)
      expect(await count(true)).toBe(1)
      expect(await count(3)).toBe(4)
      expect(await count(9)).toBe(2)
      expect(await count(11)).toBe(1)
    })

    test('takes lists of 1,200 users', async () => {
      const { prisma } = context.db
      const users = []
      for (const place of [0, 499, 500, 1199]) users.push({ place, user: await userWith(2) })
      const ids = Array.from({ length: 1200 }, (_, index) => 1_000_000 + index)
      for (const { place, user } of users) ids[place] = user.id
      const counts: number[] = []
      const options = { users: ids, batchSize: 4, onProgress: ({ count }: { count: number }) => counts.push(count) }
      const updates = await updatesOf(async (tokens) =>
        expect(await tokens.invalidateTokens(options)).toEqual({ count: 12 }),
      )
      // 500 users at once, of whom the first have 6 tokens, the next 3, and the last as many.
      expect(updates).toBe(4)
      expect(counts).toEqual([4, 6, 9, 12])
      expect(
        await prisma.webAPIToken.count({ where: { userId: { in: users.map(({ user }) => user.id) }, valid: true } }),
      ).toBe(0)
    })

    test('tells how far it has come, and waits for it', async () => {
      const user = await userWith(9)
      const progress: [told: number, valid: number][] = []
      const onProgress = async ({ count }: { count: number }) =>
        progress.push([count, await countOf(user.id, { valid: true })])
      await tokensAt().invalidateTokens({ users: [user], batchSize: 3, onProgress })
      expect(progress).toEqual([
        [3, 7],
        [6, 4],
        [9, 1],
        [10, 0],
      ])
      progress.length = 0
      const other = await userWith(1)
      await tokensAt().invalidateTokens({
        users: [other],
        onProgress: ({ count }) => progress.push([count, 0]),
      })
      expect(progress).toEqual([[2, 0]])
    })

    test.each([undefined, 3])('does nothing when the signal has been given, with batchSize %p', async (batchSize) => {
      const user = await userWith(4)
      const signal = AbortSignal.abort(new Error('Too late'))
      const options = { users: [user], signal, ...(batchSize && { batchSize }) }
      const events: unknown[] = []
      const tokens = tokensAt().on('invalidated', (event) => events.push(event))
      expect(await failure(context, tokens.invalidateTokens(options))).toBe(signal.reason)
      expect(await countOf(user.id, { valid: true })).toBe(5)
      expect(events).toEqual([])
    })

    test('ends between two batches when the signal is given; what it has told is done', async () => {
      const user = await userWith(9)
      const controller = new AbortController()
      const events: InvalidatedEvent[] = []
      const tokens = tokensAt().on('invalidated', (event) => events.push(event))
      const options = {
        users: [user],
        batchSize: 3,
        signal: controller.signal,
        onProgress: ({ count }: { count: number }) => count === 6 && controller.abort(new Error('Enough')),
      }
      expect(await failure(context, tokens.invalidateTokens(options))).toBe(controller.signal.reason)
      expect(await countOf(user.id, { valid: true })).toBe(4)
      expect(await countOf(user.id, { invalidDate: now })).toBe(6)
      expect(events).toMatchObject([{ count: 6, filter: { userIds: [user.id] }, invalidDate: now }])
    })

    test('a cache lets go of each batch before it is told', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { cache: { store: new Map(), ttl: 60_000 } })
      const { token } = await tokens.generateToken(user)
      await createRows(context, user, [{}, {}])
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      const answers: unknown[] = []
      const onProgress = async () => answers.push((await tokens.authenticate(token)).ok)
      await tokens.invalidateTokens({ users: [user], batchSize: 1, onProgress })
      expect(answers).toEqual([false, false, false, false])
    })

    test('is undone as a whole with the transaction that it is called in', async () => {
      const user = await userWith(9)
      const before = await rowsOf(user.id)
      const events: unknown[] = []
      const tokens = tokensAt().on('invalidated', (event) => events.push(event))
      const lost = tokens.transaction(async (inner, tx) => {
        expect(await inner.invalidateTokens({ users: [user], batchSize: 3 })).toEqual({ count: 10 })
        expect(await tx.webAPIToken.count({ where: { userId: user.id, valid: true } })).toBe(0)
        throw new Error('Roll back')
      })
      expect((await failure(context, lost)).message).toBe('Roll back')
      expect(await rowsOf(user.id)).toEqual(before)
      expect(events).toEqual([])
    })

    test('leaves tokens alone that come in the meantime, but for those after the last batch', async () => {
      const user = await userWith(5)
      const onProgress = async ({ count }: { count: number }) => {
        if (count !== 6) return
        await context.db.prisma.webAPIToken.create({ data: { ...bareRow(), userId: user.id } })
      }
      expect(await tokensAt().invalidateTokens({ users: [user], batchSize: 3, onProgress })).toEqual({ count: 7 })
      expect(await countOf(user.id, { valid: true })).toBe(0)
    })

    test.each([
      ['batchSize', { batchSize: 0 }],
      ['batchSize', { batchSize: 2.5 }],
      ['batchSize', { batchSize: false }],
      ['onProgress', { onProgress: 'x' }],
      ['signal', { signal: {} }],
    ])('names %s in the TypeError for %p', async (name, options) => {
      const user = await userWith(1)
      const error = await failure(context, tokensAt().invalidateTokens({ users: [user], ...options } as object))
      expect([error.name, error.message.split(' ')[0]]).toEqual(['TypeError', name])
      expect(await countOf(user.id, { valid: true })).toBe(2)
    })
  })
}
