import { getEventListeners } from 'node:events'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'

import { WebAPITokenRepository } from '../../../src/index.js'
import type { TestClient } from '../../support/databases.js'
import {
  accessTokens,
  createUser,
  failure,
  givenTokens,
  repository,
  statementsOf,
  type SuiteContext,
  unique,
  watched,
} from './context.js'

export function generateMany(context: SuiteContext): void {
  const createUsers = (count: number) => Promise.all(Array.from({ length: count }, () => createUser(context.db.prisma)))

  /** More than fit into one statement where a statement takes 999 values. */
  const createManyUsers = async (count: number) => {
    const { prisma } = context.db
    const prefix = unique('many')
    await prisma.user.createMany({
      data: Array.from({ length: count }, (_, index) => ({ username: `${prefix}-${index}`, password: '' })),
    })
    return prisma.user.findMany({ where: { username: { startsWith: `${prefix}-` } }, orderBy: { id: 'asc' } })
  }

  const countOf = (users: readonly { id: number }[]) =>
    context.db.prisma.webAPIToken.count({ where: { userId: { in: users.map(({ id }) => id) } } })

  /** Everything that is delivered until the end, or until an error, which is the caller's. */
  async function collect<T>(batches: AsyncIterable<T>, delivered: T[] = []): Promise<T[]> {
    for await (const batch of batches) delivered.push(batch)
    return delivered
  }

  describe('generateTokens', () => {
    test.each([
      ['a list of ids', (users: { id: number }[]) => users.map(({ id }) => id)],
      ['a list of objects with an id', (users: { id: number }[]) => users],
      ['a Set', (users: { id: number }[]) => new Set(users)],
      [
        'an async iterable',
        async function* (users: { id: number }[]) {
          for (const [index, user] of users.entries()) yield await Promise.resolve(index % 2 === 0 ? user : user.id)
        },
      ],
    ])('takes %s, and delivers batches in the order of the users', async (_, usersOf) => {
      const users = (await createUsers(5)).reverse()
      const tokens = repository(context, { tokenType: 'acme' })
      const expires = new Date('2100-01-01T00:00:00Z')

      const batches = await collect(tokens.generateTokens(usersOf(users), { batchSize: 2, note: 'Rollout', expires }))

      expect(batches.map((batch) => batch.length)).toEqual([2, 2, 1])
      const generated = batches.flat()
      expect(generated.map(({ record }) => record.userId)).toEqual(users.map(({ id }) => id))
      for (const { token, record } of generated) {
        expect(record).toMatchObject({ note: 'Rollout', expires, valid: true, policy: {}, familyId: null })
        expect(record).not.toHaveProperty('token')
        expect(await tokens.authenticate(token)).toMatchObject({ ok: true, record: { id: record.id } })
      }
      expect(await countOf(users)).toBe(5)
    })

    test('delivers 50 tokens together by default, and 25 where Prisma plans their insertion', async () => {
      const [first] = await createUsers(1)
      const users = Array.from({ length: 60 }, () => first?.id ?? 0)
      const batches = await collect(repository(context).generateTokens(users))
      expect(batches.map((batch) => batch.length)).toEqual([50, 10])
      const extended = context.db.prisma.$extends({
        query: { webAPIToken: { createMany: ({ args, query }) => query(args) } },
      })
      const planned = new WebAPITokenRepository(extended as unknown as typeof context.db.prisma, watched(context, {}))
      const plannedBatches = await collect(planned.generateTokens(users.slice(0, 30)))
      expect(plannedBatches.map((batch) => batch.length)).toEqual([25, 5])
    })

    test('delivers nothing to nobody, and two tokens to who is listed twice', async () => {
      const user = await createUser(context.db.prisma)
      expect(await collect(repository(context).generateTokens([]))).toEqual([])
      const [batch] = await collect(repository(context).generateTokens([user, user.id]))
      expect(new Set(batch?.map(({ token }) => token)).size).toBe(2)
      expect(await countOf([user])).toBe(2)
    })

    test('asks for no more users than it delivers tokens, and lets go of them', async () => {
      const user = await createUser(context.db.prisma)
      let pulled = 0
      let closed = 0
      async function* endless() {
        try {
          for (;;) {
            pulled++
            yield await Promise.resolve(user)
          }
        } finally {
          closed++
        }
      }
      const batches = repository(context).generateTokens(endless(), { batchSize: 3 })
      expect(pulled).toBe(0)

      let delivered = 0
      for await (const batch of batches) {
        delivered += batch.length
        expect(pulled).toBe(delivered)
        expect(await countOf([user])).toBe(delivered)
        if (delivered >= 6) break
      }

      expect([pulled, closed]).toEqual([6, 1])
      expect(await countOf([user])).toBe(6)
    })

    test('passes an error of the users on, and lets go of them after one of its own', async () => {
      const users = await createUsers(3)
      const broken = new Error('The cursor is gone')
      const cursor = async function* () {
        yield* users
        await Promise.reject(broken)
      }
      const tokens = repository(context)
      expect(await failure(context, collect(tokens.generateTokens(cursor(), { batchSize: 2 })))).toBe(broken)
      expect(await countOf(users)).toBe(2)

      let closed = 0
      const orphans = function* () {
        try {
          yield 2_000_000_000
          yield 2_000_000_000
        } finally {
          closed++
        }
      }
      const error = await failure(context, collect(tokens.generateTokens(orphans(), { batchSize: 1 })))
      expect(error).toMatchObject({ code: 'P2003' })
      expect(closed).toBe(1)
    })

    test.each(['alone', 'in a transaction'])('retries tokens that are taken or repeated, %s', async (where) => {
      const { prisma } = context.db
      const users = await createUsers(4)
      const [taken, a, b, c, d] = ['taken', 'a', 'b', 'c', 'd'].map(unique) as [string, string, string, string, string]
      await repository(context, { generator: givenTokens(taken) }).generateToken(await createUser(prisma))
      // In the first batch a is repeated and another one is taken; in the second one, both are those of the first.
      const generator = givenTokens(a, a, taken, b, a, c, b, d)
      const tokens = repository(context, { generator })

      const batches =
        where === 'alone'
          ? await collect(tokens.generateTokens(users, { batchSize: 2 }))
          : await prisma.$transaction((tx) =>
              collect(tokens.withTransaction(tx).generateTokens(users, { batchSize: 2 })),
            )

      expect(batches.map((batch) => batch.map(({ record }) => record.userId))).toEqual([
        [users[0]?.id, users[1]?.id],
        [users[2]?.id, users[3]?.id],
      ])
      expect(batches[0]?.map(({ token }) => token)).toEqual([a, b])
      expect(batches[1]?.map(({ token }) => token)).toEqual([d, c])
      expect(generator.calls).toBe(8)
      for (const { token, record } of batches.flat()) {
        expect(await tokens.authenticate(token)).toMatchObject({ ok: true, record: { id: record.id } })
      }
      expect(await countOf(users)).toBe(4)
    })

    test.each(['alone', 'in a transaction'])(
      'a taken token at the end of 150 does not cost or double the others, %s',
      async (where) => {
        const { prisma } = context.db
        const users = await createManyUsers(150)
        const together = { batchSize: 150 }
        const last = unique('taken')
        await repository(context, { generator: givenTokens(last) }).generateToken(await createUser(prisma))
        const fresh = Array.from({ length: 149 }, () => unique('fresh'))
        const generator = givenTokens(...fresh, last, unique('fresh'))
        const tokens = repository(context, { generator })

        const [batch] =
          where === 'alone'
            ? await collect(tokens.generateTokens(users, together))
            : await prisma.$transaction((tx) => collect(tokens.withTransaction(tx).generateTokens(users, together)))

        expect(batch).toHaveLength(150)
        expect(generator.calls).toBe(151)
        expect(await countOf(users)).toBe(150)
      },
    )

    test('batches that are generated at once in a transaction, and clash, do no harm to each other or to the app', async () => {
      const { prisma } = context.db
      const users = await createUsers(3)
      const taken = unique('taken')
      await repository(context, { generator: givenTokens(taken) }).generateToken(await createUser(prisma))

      const { others } = await prisma.$transaction(async (tx) => {
        const batchesOf = () => {
          const generator = givenTokens(unique('a'), taken, unique('b'), unique('c'))
          return collect(repository(context, { generator }).withTransaction(tx).generateTokens(users))
        }
        const [others] = await Promise.all([
          Promise.all([createUser(tx), createUser(tx)]),
          ...Array.from({ length: 4 }, batchesOf),
        ])
        return { others }
      })

      expect(await countOf(users)).toBe(12)
      expect(await prisma.user.count({ where: { id: { in: others.map(({ id }) => id) } } })).toBe(2)
    })

    test('gives up after maxAttempts, and writes nothing of that batch', async () => {
      const users = await createUsers(4)
      const [a, b, c] = ['a', 'b', 'c'].map(unique) as [string, string, string]
      const generator = givenTokens(a, b, c, a)
      const log: string[] = []
      const tokens = repository(context, { generator, logger: { error: (message) => log.push(message) } })
      const created: unknown[] = []
      tokens.on('created', (event) => created.push(event))
      const delivered: unknown[] = []

      const error = await failure(
        context,
        collect(tokens.generateTokens(users, { batchSize: 2, maxAttempts: 3 }), delivered),
      )

      expect(error).toMatchObject({
        name: 'WebAPITokenGenerationError',
        code: 'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED',
        attempts: 3,
      })
      expect(log).toEqual([error.message])
      expect(delivered).toHaveLength(1)
      expect(created).toHaveLength(2)
      expect(generator.calls).toBe(6)
      expect(await countOf(users.slice(0, 2))).toBe(2)
      expect(await countOf(users.slice(2))).toBe(0)
    })

    test.each([
      ['commits', 3],
      ['rolls back', 0],
    ])('attempts that run out leave a transaction of the app usable, which %s as a whole', async (end, kept) => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const users = [user, ...(await createUsers(3))]
      const [a, b, c] = ['a', 'b', 'c'].map(unique) as [string, string, string]
      const tokens = repository(context, { generator: givenTokens(a, b, a, a, a, c) })

      const result = prisma.$transaction(async (tx) => {
        const inside = tokens.withTransaction(tx)
        const options = { batchSize: 2, maxAttempts: 2 }
        const error = await failure(context, collect(inside.generateTokens(users, options)))
        expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED' })
        await inside.generateToken(user)
        if (end === 'rolls back') throw new Error('The app gives up')
      })

      if (end === 'rolls back') expect((await failure(context, result)).message).toBe('The app gives up')
      else await result
      expect(await countOf(users)).toBe(kept)
      expect(await countOf(users.slice(2))).toBe(0)
    })

    test.each(['alone', 'in a transaction'])("passes the app's unique constraint on, %s", async (where) => {
      const { prisma } = context.db
      const account = () => prisma.account.create({ data: { email: unique('mail') } })
      const [one, two, three, four] = [await account(), await account(), await account(), await account()]
      const data = { department: 'HR', region: 'eu', label: 'laptop' }
      const generator = givenTokens(...Array.from({ length: 4 }, () => unique('fresh')))
      const tokens = accessTokens(context, { generator })
      await accessTokens(context).generateToken(four, { data })
      const options = { batchSize: 2, data }

      const error = await failure(
        context,
        where === 'alone'
          ? collect(tokens.generateTokens([one, two, three, four], options))
          : prisma.$transaction((tx) => collect(tokens.withTransaction(tx).generateTokens([three, four], options))),
      )

      expect(error).toMatchObject({ name: 'PrismaClientKnownRequestError', code: 'P2002' })
      expect(JSON.stringify(error)).toContain('label')
      expect(generator.calls).toBe(where === 'alone' ? 4 : 2)
      const rows = await prisma.accessToken.findMany({
        where: { userId: { in: [one.id, two.id, three.id] } },
        select: { userId: true },
      })
      const expected = where === 'alone' ? [one.id, two.id] : []
      expect(rows.map(({ userId }) => userId).sort()).toEqual(expected.sort())
    })

    test("passes the app's unique constraint on at the end of 150, and writes none of them", async () => {
      const { prisma } = context.db
      const prefix = unique('mail')
      await prisma.account.createMany({
        data: Array.from({ length: 149 }, (_, index) => ({ email: `${prefix}-${index}` })),
      })
      const accounts = await prisma.account.findMany({ where: { email: { startsWith: `${prefix}-` } } })
      const data = { department: 'HR', region: 'eu', label: 'laptop' }

      const twice = [...accounts, ...accounts.slice(0, 1)]
      const error = await failure(
        context,
        collect(accessTokens(context).generateTokens(twice, { data, batchSize: 150 })),
      )

      expect(error).toMatchObject({ code: 'P2002' })
      expect(await prisma.accessToken.count({ where: { userId: { in: accounts.map(({ id }) => id) } } })).toBe(0)
    })

    test("writes the app's own fields of a renamed model, each row of the batch", async () => {
      const { prisma } = context.db
      const [one, two] = [
        await prisma.account.create({ data: { email: unique('mail') } }),
        await prisma.account.create({ data: { email: unique('mail') } }),
      ]
      const data = { department: 'HR', region: 'eu', label: 'laptop', rank: 7 }

      const [batch] = await collect(accessTokens(context).generateTokens([one, two.id], { data, extraData: [1] }))

      const rows = await prisma.accessToken.findMany({
        where: { userId: { in: [one.id, two.id] } },
        omit: { token: true },
      })
      expect(batch?.map(({ record }) => record)).toEqual(
        [one, two].map(({ id }) => rows.find(({ userId }) => userId === id)),
      )
      expect(batch?.map(({ record }) => record)).toMatchObject([{ ...data, extraData: [1] }, data])
    })

    test('starts with nothing when the signal is aborted', async () => {
      const user = await createUser(context.db.prisma)
      const reason = new Error('Shutting down')
      let pulled = 0
      const users = function* () {
        pulled++
        yield user
      }
      const batches = repository(context).generateTokens(users(), { signal: AbortSignal.abort(reason) })
      expect(await failure(context, collect(batches))).toBe(reason)
      expect(pulled).toBe(0)
      expect(await countOf([user])).toBe(0)
    })

    test.each(['while a batch is delivered', 'by the users', 'by the users, at their end'])(
      'ends between two batches when the signal is aborted %s: what is in the database was delivered',
      async (when) => {
        const users = await createUsers(5)
        const controller = new AbortController()
        const reason = new Error('Shutting down')
        async function* source() {
          for (const [index, user] of users.entries()) {
            if (when === 'by the users' && index === 3) controller.abort(reason)
            yield await Promise.resolve(user)
          }
          if (when === 'by the users, at their end') controller.abort(reason)
        }
        const delivered: { record: { id: number } }[] = []
        const run = async () => {
          for await (const batch of repository(context).generateTokens(source(), {
            batchSize: 2,
            signal: controller.signal,
          })) {
            delivered.push(...batch)
            if (when === 'while a batch is delivered') controller.abort(reason)
          }
        }

        expect(await failure(context, run())).toBe(reason)

        expect(delivered).toHaveLength(when === 'by the users, at their end' ? 4 : 2)
        const rows = await context.db.prisma.webAPIToken.findMany({
          where: { userId: { in: users.map(({ id }) => id) } },
          orderBy: { id: 'asc' },
        })
        expect(rows.map(({ id }) => id)).toEqual(delivered.map(({ record }) => record.id).sort((a, b) => a - b))
      },
    )

    test.each(['an iterator', 'a generator', 'a stream'])(
      'ends with the signal while %s waits, and closes it',
      async (kind) => {
        const user = await createUser(context.db.prisma)
        const controller = new AbortController()
        const reason = new Error('Shutting down')
        let waits: (() => void) | undefined
        const isWaiting = new Promise<void>((resolve) => (waits = resolve))
        let closed = 0
        let goOn: ((user: unknown) => void) | undefined
        const something = () => {
          waits?.()
          return new Promise<unknown>((resolve) => (goOn = resolve))
        }
        const sources = {
          'an iterator': () => {
            const given = [{ done: false, value: user }]
            const next = async () => given.shift() ?? { done: false, value: await something() }
            const close = () => {
              closed++
              return Promise.resolve({ done: true, value: undefined })
            }
            return { [Symbol.asyncIterator]: () => ({ next, return: close }) }
          },
          'a generator': async function* () {
            try {
              yield user
              yield await something()
            } finally {
              closed++
            }
          },
          'a stream': () =>
            new Readable({
              objectMode: true,
              read() {
                if (!waits) return
                this.push(user)
                waits()
                waits = undefined
              },
              destroy(error, callback) {
                closed++
                callback(error)
              },
            }),
        }
        const source = sources[kind as keyof typeof sources]() as AsyncIterable<never>
        const batches = repository(context).generateTokens(source, { batchSize: 1, signal: controller.signal })
        expect((await batches.next()).value).toHaveLength(1)
        const next = failure(context, batches.next())
        await isWaiting
        controller.abort(reason)
        expect(await next).toBe(reason)
        // Whatever comes then comes too late, and a generator learns of it.
        goOn?.(user)
        await setImmediate()
        expect(closed).toBe(1)
        expect(await countOf([user])).toBe(1)
      },
    )

    test('ends with the reason of the signal, whatever the source does when it is closed', async () => {
      const user = await createUser(context.db.prisma)
      const reason = new Error('Shutting down')
      const closings = [
        () => {
          throw new Error('Broken')
        },
        () => Promise.reject(new Error('Broken')),
        () => new Promise<never>(() => undefined),
      ]
      for (const close of closings) {
        const controller = new AbortController()
        const next = () => Promise.resolve({ done: false as const, value: user })
        const source = { [Symbol.asyncIterator]: () => ({ next, return: close }) }
        const options = { batchSize: 1, signal: controller.signal }
        const batches = repository(context).generateTokens(source, options)
        await batches.next()
        controller.abort(reason)
        expect(await failure(context, batches.next())).toBe(reason)

        // One that is still at it when the loop is left is waited for, until the signal says otherwise.
        const another = new AbortController()
        const left = repository(context).generateTokens(source, { batchSize: 1, signal: another.signal })
        await left.next()
        const end = left.return().catch((error: unknown) => error)
        another.abort(reason)
        await end
      }
      const stream = Readable.from([user])
      const aborted = repository(context).generateTokens(stream, { signal: AbortSignal.abort(reason) })
      expect(await failure(context, aborted.next())).toBe(reason)
      expect(stream.destroyed).toBe(true)
    })

    test('has one listener of the signal for 2,000 users, and none afterwards', async () => {
      const { signal } = new AbortController()
      const source = function* () {
        for (let index = 0; index < 2_000; index++) {
          expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1)
          yield users[0]
        }
      }
      const users = await createUsers(1)
      let count = 0
      for await (const batch of repository(context).generateTokens(source() as Iterable<never>, {
        batchSize: 500,
        signal,
      })) {
        count += batch.length
        if (count === 1_000) break
      }
      expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    })

    test('passes an error of the users on, and does not close what has ended with it', async () => {
      let closed = 0
      const source = {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(new Error('The cursor is gone')),
          return: () => {
            closed++
            return Promise.resolve({ done: true as const, value: undefined })
          },
        }),
      }
      const error = await failure(context, collect(repository(context).generateTokens(source)))
      expect(error.message).toBe('The cursor is gone')
      expect(closed).toBe(0)
    })

    test('tells how many tokens there are after each batch, and waits for the answer', async () => {
      const users = await createUsers(5)
      const heard: string[] = []
      const onProgress = async ({ count }: { count: number }) => {
        await Promise.resolve()
        heard.push(`progress ${count}`)
      }
      for await (const batch of repository(context).generateTokens(users, { batchSize: 2, onProgress })) {
        heard.push(`batch of ${batch.length}`)
      }
      expect(heard).toEqual(['batch of 2', 'progress 2', 'batch of 2', 'progress 4', 'batch of 1', 'progress 5'])
    })

    test('tells of each token once, after the commit of transaction()', async () => {
      const users = await createUsers(3)
      const tokens = repository(context)
      const created: unknown[] = []
      tokens.on('created', (event) => created.push(event))

      const alone = await collect(tokens.generateTokens(users, { batchSize: 2, autoGenerated: true }))
      expect(created).toEqual(alone.flat().map(({ record }) => ({ record, autoGenerated: true })))

      created.length = 0
      const inside = await tokens.transaction(async (bound) => {
        const batches = await collect(bound.generateTokens(users, { batchSize: 2 }))
        expect(created).toEqual([])
        return batches
      })
      expect(created).toEqual(inside.flat().map(({ record }) => ({ record, autoGenerated: false })))

      created.length = 0
      await failure(
        context,
        tokens.transaction(async (bound) => {
          await collect(bound.generateTokens(users))
          throw new Error('No')
        }),
      )
      expect(created).toEqual([])
      expect(await countOf(users)).toBe(6)
    })

    test('takes one INSERT for 10 users', async () => {
      const users = await createUsers(10)
      const alone = await statementsOf(context, (client) =>
        collect(repository(context, { client }).generateTokens(users)),
      )
      const inside = await statementsOf(context, (client) =>
        client.$transaction((tx) => collect(repository(context, { client }).withTransaction(tx).generateTokens(users))),
      )
      // What SQLite and MariaDB have inserted, Prisma reads back.
      const expected = context.db.kind.provider === 'postgresql' ? ['INSERT'] : ['INSERT', 'SELECT']
      for (const statements of [alone, inside]) {
        const written = statements.map((sql) => /^\s*(INSERT|SELECT|UPDATE)/i.exec(sql)?.[1]?.toUpperCase())
        expect(written.filter((verb) => verb !== undefined)).toEqual(expected)
      }
      expect(await countOf(users)).toBe(20)
    })

    test('takes the same statements on a client that omits the digest from all records', async () => {
      const users = await createUsers(3)
      const records: object[] = []
      const generate = async (client: TestClient) => {
        const batches = await collect(repository(context, { client }).generateTokens(users))
        records.push(...batches.flat().map(({ record }) => record))
      }
      const usual = await statementsOf(context, generate)
      expect(await statementsOf(context, generate, { omit: { webAPIToken: { token: true } } })).toEqual(usual)
      expect(records).toHaveLength(6)
      const fields = new Set(records.map((record) => Object.keys(record).join()))
      expect(fields.size).toBe(1)
      expect([...fields][0]).not.toMatch(/\btoken\b/)
    })

    test.each([
      ['users', 'ada', {}],
      ['users', 7, {}],
      ['users', { id: 7 }, {}],
      ['users', null, {}],
      ['users', undefined, {}],
      ['batchSize', [], { batchSize: 0 }],
      ['batchSize', [], { batchSize: 1.5 }],
      ['batchSize', [], { batchSize: '10' }],
      ['onProgress', [], { onProgress: 'log' }],
      ['signal', [], { signal: true }],
      ['signal', [], { signal: new AbortController() }],
      ['maxAttempts', [], { maxAttempts: 0 }],
      ['expires', [], { expires: 'tomorrow' }],
    ])('the call itself refuses %s: %p, %p', (argument, users, options) => {
      const tokens = repository(context)
      const call = () => tokens.generateTokens(users as never, options as never)
      expect(call).toThrow(TypeError)
      expect(call).toThrow(new RegExp(`^${argument} `))
    })

    test('refuses a user that is none, by its place in the list, and writes nothing of that batch', async () => {
      const users = await createUsers(3)
      const error = await failure(
        context,
        collect(repository(context).generateTokens([...users, {} as { id: number }], { batchSize: 2 })),
      )
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toContain('users[3]')
      expect(await countOf(users.slice(0, 2))).toBe(2)
      expect(await countOf(users.slice(2))).toBe(0)
    })
  })
}
