import { setImmediate } from 'node:timers/promises'

import { type WebAPITokenRepositoryOptions, webAPITokens } from '../../../src/index.js'
import { settableClock } from '../../../src/testing/index.js'
import type { DatabaseKind, TestClient } from '../../support/databases.js'
import {
  accessTokens,
  createUser,
  failure,
  givenTokens,
  repository,
  robotTokens,
  type SuiteContext,
  unique,
  watched,
} from './context.js'

const hour = 3_600_000

export function rotation(context: SuiteContext, kind: DatabaseKind): void {
  const rowOf = (id: number) => context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id } })
  const rowsOf = ({ id }: { id: number }) =>
    context.db.prisma.webAPIToken.findMany({ where: { userId: id }, orderBy: { id: 'asc' } })

  /** A repository on a clock that stands still, a token in it, and what is told from then on. */
  async function start(
    options: WebAPITokenRepositoryOptions = {},
    generate: { note?: string; policy?: object; extraData?: object; expires?: Date } = {},
  ) {
    const clock = settableClock(new Date('2030-01-01T00:00:00Z'))
    const tokens = repository(context, { clock, ...options })
    const user = await createUser(context.db.prisma)
    const old = await tokens.generateToken(user, generate)
    const told: [string, object][] = []
    for (const name of ['created', 'rotated', 'reused'] as const) tokens.on(name, (event) => told.push([name, event]))
    const works = async (...list: { token: string }[]) => {
      const results: boolean[] = []
      for (const { token } of list) {
        results.push((await tokens.authenticate(token, { lastUsedInterval: Infinity })).ok)
      }
      return results
    }
    return { clock, tokens, user, old, told, works, at: (ms: number) => new Date(clock().getTime() + ms) }
  }

  const afterwards = (date: Date) => ({ valid: false, invalidDate: date, invalidReason: 'Rotated' })

  describe('rotateToken', () => {
    test.each(['the token', 'its id'])('ends the old token, and hands over all that it had, by %s', async (by) => {
      const policy = { resources: { '*': { allow: ['GET'] }, project: { '42': { block: ['*'] } } } }
      const { clock, tokens, user, old, works } = await start(
        {},
        { note: 'CI', policy: by === 'its id' ? {} : policy, extraData: { team: [1, null] } },
      )
      clock.advance(hour)

      const successor = await tokens.rotateToken(by === 'its id' ? { id: old.record.id } : old.token)

      expect(await rowsOf(user)).toMatchObject([
        {
          ...afterwards(clock()),
          id: old.record.id,
          lastUpdated: clock(),
          familyId: old.record.id,
          successorId: successor.record.id,
        },
        {
          id: successor.record.id,
          valid: true,
          timeAdded: clock(),
          lastUsed: null,
          expires: null,
          invalidReason: '',
          note: 'CI',
          policy: by === 'its id' ? {} : policy,
          extraData: { team: [1, null] },
          familyId: old.record.id,
          successorId: null,
          retireOnFirstUse: false,
        },
      ])
      const { token: _digest, ...row } = await rowOf(successor.record.id)
      expect(successor.record).toEqual(row)
      expect(await works(old, successor)).toEqual([false, true])
    })

    test('takes over nothing that is given', async () => {
      const { tokens, old } = await start(
        {},
        { note: 'CI', policy: { resources: { '*': { allow: ['*'] } } }, extraData: { a: 1 } },
      )
      const { record } = await tokens.rotateToken(old.token, { note: '', policy: {}, extraData: { b: 2 } })
      expect(await rowOf(record.id)).toMatchObject({ note: '', policy: {}, extraData: { b: 2 } })
    })

    test('keeps the family through a chain, and only the last one works', async () => {
      const { tokens, user, old, works } = await start()
      const second = await tokens.rotateToken(old.token)
      const third = await tokens.rotateToken(second.token)

      const [one, two, three] = [old.record.id, second.record.id, third.record.id]
      const rows = await rowsOf(user)
      expect(rows.map((row) => [row.id, row.familyId, row.successorId, row.valid])).toEqual([
        [one, one, two, false],
        [two, one, three, false],
        [three, one, null, true],
      ])
      expect(await works(old, second, third)).toEqual([false, false, true])
    })

    test('lets the old token work until the grace period is over', async () => {
      const { clock, tokens, old, works, at } = await start()
      const successor = await tokens.rotateToken(old.token, { gracePeriod: hour })
      expect(await rowOf(old.record.id)).toMatchObject({ valid: true, expires: at(hour), retireOnFirstUse: false })
      clock.advance(hour - 1)
      expect(await works(successor, old)).toEqual([true, true])
      clock.advance(1)
      expect(await works(successor, old)).toEqual([true, false])
    })

    test.each([hour, Infinity])('never prolongs the old token, with a grace period of %d', async (gracePeriod) => {
      const expires = new Date('2030-01-01T00:30:00Z')
      const { clock, tokens, old, told, works } = await start({}, { expires })
      const successor = await tokens.rotateToken(old.token, { gracePeriod })
      expect(await rowOf(old.record.id)).toMatchObject({ valid: true, expires })
      expect(told).toContainEqual(['rotated', { id: old.record.id, record: successor.record, retiresAt: expires }])
      clock.set(new Date(expires.getTime() - 1))
      expect(await works(old)).toEqual([true])
      clock.advance(1)
      expect(await works(old)).toEqual([false])
    })

    test('with an infinite grace period never ends what never expires', async () => {
      const { tokens, old, told, works } = await start()
      const { record } = await tokens.rotateToken(old.token, { gracePeriod: Infinity })
      expect(await rowOf(old.record.id)).toMatchObject({ valid: true, expires: null })
      expect(told).toContainEqual(['rotated', { id: old.record.id, record, retiresAt: null }])
      expect(await works(old)).toEqual([true])
    })

    test('gives the successor as long a life as the old token had, or another one', async () => {
      const { clock, tokens, old, at } = await start({}, { expires: new Date('2030-01-01T10:00:00Z') })
      clock.advance(9 * hour)
      const reference = { id: old.record.id }
      const options = { retireOnFirstUse: true }
      const same = await tokens.rotateToken(reference, options)
      const never = await tokens.rotateToken(reference, { ...options, expires: null })
      const soon = await tokens.rotateToken(reference, { ...options, expires: at(1) })
      expect(await rowOf(same.record.id)).toMatchObject({ expires: at(10 * hour) })
      expect(await rowOf(never.record.id)).toMatchObject({ expires: null })
      expect(await rowOf(soon.record.id)).toMatchObject({ expires: at(1) })
    })

    test('retries a token that is taken, also in a transaction of the app', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const taken = unique('taken')
      const old = await repository(context).generateToken(user)
      await repository(context, { generator: givenTokens(taken) }).generateToken(await createUser(prisma))

      const [one, two] = [givenTokens(taken, taken, unique('fresh')), givenTokens(taken, unique('fresh'))]
      const second = await repository(context, { generator: one }).rotateToken(old.token)
      await prisma.$transaction(async (tx) => {
        await repository(context, { generator: two }).withTransaction(tx).rotateToken({ id: second.record.id })
        await createUser(tx)
      })

      expect([one.calls, two.calls]).toEqual([3, 2])
      expect(await rowsOf(user)).toMatchObject([{ valid: false }, { valid: false }, { valid: true }])
    })

    test('5 rotations at once in a transaction of the app do no harm to each other, in each of 5 rounds', async () => {
      const { prisma } = context.db
      const tokens = repository(context)
      for (let round = 0; round < 5; round++) {
        const users = await Promise.all(Array.from({ length: 5 }, () => createUser(prisma)))
        const old = await Promise.all(users.map((user) => tokens.generateToken(user)))
        await prisma.$transaction(async (tx) => {
          const inside = tokens.withTransaction(tx)
          await Promise.all(old.map(({ token }) => inside.rotateToken(token)))
        })
        for (const user of users) expect(await rowsOf(user)).toMatchObject([{ valid: false }, { valid: true }])
      }
    })

    test('is not done by half when the attempts run out', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const generator = givenTokens(unique('taken'))
      const tokens = repository(context, { generator })
      const { record } = await tokens.generateToken(user)
      const before = await rowsOf(user)
      const reference = { id: record.id }

      const alone = await failure(context, tokens.rotateToken(reference, { maxAttempts: 3 }))
      const other = await prisma.$transaction(async (tx) => {
        await failure(context, tokens.withTransaction(tx).rotateToken(reference, { maxAttempts: 3 }))
        return createUser(tx)
      })

      expect(alone).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED', attempts: 3 })
      expect(await rowsOf(user)).toEqual(before)
      expect(await prisma.user.count({ where: { id: other.id } })).toBe(1)
    })

    test.each<[string, object]>([
      ['gracePeriod', { gracePeriod: -1 }],
      ['gracePeriod', { gracePeriod: NaN }],
      ['gracePeriod', { gracePeriod: '1' }],
      ['expires', { expires: new Date(NaN) }],
      ['expires', { expires: '2030-01-01' }],
      ['copy', { copy: ['label', 'nonsense'] }],
      ['copy', { copy: ['note'] }],
      ['data.familyId', { data: { familyId: 1 } }],
      ['note', { note: 1 }],
    ])('names %s, which is wrong in %p, and writes nothing', async (name, options) => {
      const { tokens, user, old, clock } = await start()
      const before = await rowsOf(user)
      clock.advance(1)
      const error = await failure(context, tokens.rotateToken(old.token, options))
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toContain(name)
      expect(await rowsOf(user)).toEqual(before)
    })
  })

  describe('rotateToken with retireOnFirstUse', () => {
    test.each([
      ['', {}, {}],
      [', which is not noted otherwise', {}, { lastUsedInterval: Infinity }],
      [', with a cache', { cache: { store: new Map(), ttl: 10_000 } }, {}],
      [
        ', with a cache, which is not noted otherwise',
        { cache: { store: new Map(), ttl: 10_000 } },
        { lastUsedInterval: Infinity },
      ],
    ])('ends the old token with the first use of the new one%s', async (_name, options, use) => {
      const { clock, tokens, old } = await start(options)
      const isLetIn = async ({ token }: { token: string }) => (await tokens.authenticate(token, use)).ok
      expect([await isLetIn(old), await isLetIn(old)]).toEqual([true, true])
      const successor = await tokens.rotateToken(old.token, { retireOnFirstUse: true })
      clock.advance(1000)
      expect([await isLetIn(old), await isLetIn(old)]).toEqual([true, true])

      expect(await isLetIn(successor)).toBe(true)

      expect([await isLetIn(old), await isLetIn(successor)]).toEqual([false, true])
      expect(await rowOf(old.record.id)).toMatchObject({ ...afterwards(clock()), successorId: successor.record.id })
      expect(await rowOf(successor.record.id)).toMatchObject({ valid: true, lastUsed: clock() })
    })

    test('does not wait for a first use that is refused', async () => {
      const { tokens, old, works } = await start()
      const successor = await tokens.rotateToken(old.token, { retireOnFirstUse: true })
      expect(await tokens.authenticate(successor.token, { isUserActive: () => false })).toMatchObject({ ok: false })
      expect(await works(old)).toEqual([true])
    })

    test('ends the old token after the grace period, used or not', async () => {
      const { clock, tokens, old, works } = await start()
      const successor = await tokens.rotateToken(old.token, { retireOnFirstUse: true, gracePeriod: hour })
      clock.advance(hour - 1)
      expect(await works(old)).toEqual([true])
      clock.advance(1)
      expect(await works(old, successor)).toEqual([false, true])
    })

    test('ends the old token where the successor is rotated before its first use', async () => {
      const { tokens, old, works } = await start()
      const second = await tokens.rotateToken(old.token, { retireOnFirstUse: true })
      const third = await tokens.rotateToken({ id: second.record.id })
      expect(await works(old, second)).toEqual([true, false])
      expect(await works(third, old)).toEqual([true, false])
    })

    test('leaves one successor where both the old token and its unused successor are rotated', async () => {
      const { tokens, old, works } = await start()
      const options = { retireOnFirstUse: true }
      const second = await tokens.rotateToken(old.token, options)
      const third = await tokens.rotateToken(second.token, options)
      const fourth = await tokens.rotateToken(old.token, options)
      expect(await works(third, old, second, fourth)).toEqual([false, true, true, true])
      expect(await works(old, second, third, fourth)).toEqual([false, false, false, true])
    })
  })

  describe('rotating again', () => {
    test.each([{ retireOnFirstUse: true }, { gracePeriod: hour }, { gracePeriod: hour, retireOnFirstUse: true }])(
      'replaces a successor that was never used: %p',
      async (options) => {
        const expires = new Date('2030-01-03T00:00:00Z')
        const { clock, tokens, user, old, works, at } = await start({}, { expires })
        const lost = await tokens.rotateToken(old.token, options)
        clock.advance(hour / 2)

        const successor = await tokens.rotateToken(old.token, options)

        const [one, two, three] = [old.record.id, lost.record.id, successor.record.id]
        expect(await rowsOf(user)).toMatchObject([
          { id: one, valid: true, familyId: one, successorId: three },
          { ...afterwards(clock()), id: two, familyId: one, successorId: three },
          { id: three, valid: true, familyId: one, successorId: null, expires: at(48 * hour) },
        ])
        expect(await works(lost, old, successor)).toEqual([false, true, true])
      },
    )

    test.each([{ lastUsedInterval: Infinity }, {}])('is refused once it was used: %p', async (use) => {
      const { clock, tokens, user, old, works } = await start()
      const successor = await tokens.rotateToken(old.token, { gracePeriod: hour })
      await tokens.authenticate(successor.token, use)
      const before = await rowsOf(user)
      clock.advance(1)

      const error = await failure(context, tokens.rotateToken(old.token, { gracePeriod: hour }))

      expect(error).toMatchObject({ name: 'WebAPITokenRotationError', code: 'ERR_WEBAPI_TOKEN_ALREADY_ROTATED' })
      // It was locked, and that is an update.
      expect(await rowsOf(user)).toEqual([{ ...before[0], lastUpdated: clock() }, ...before.slice(1)])
      expect(await works(old, successor)).toEqual([true, true])
    })
  })

  describe('rotating again what has ended with its rotation', () => {
    const repeat = true

    test.each([{}, { gracePeriod: hour }])(
      'replaces a successor that was never used, for whoever names the row and says so: %p',
      async (options) => {
        const { clock, tokens, user, old, told, works } = await start({}, { note: 'CI' })
        const lost = await tokens.rotateToken(old.token, options)
        await tokens.updateToken({ id: lost.record.id }, { policy: { resources: { '*': { allow: ['GET'] } } } })
        clock.advance(hour)
        const before = await rowOf(old.record.id)
        told.length = 0

        const reference = { id: old.record.id }
        const successor = await tokens.rotateToken(reference, { ...options, repeat })

        const [one, two, three] = [old.record.id, lost.record.id, successor.record.id]
        expect(await rowsOf(user)).toMatchObject([
          // Its end stays where it was.
          { ...before, lastUpdated: clock(), successorId: three },
          { ...afterwards(clock()), id: two, familyId: one, successorId: three },
          // What was taken from the lost one is not given to this one.
          { id: three, valid: true, familyId: one, note: 'CI', policy: { resources: { '*': { allow: ['GET'] } } } },
        ])
        const retiresAt = 'gracePeriod' in options ? before.expires : before.invalidDate
        expect(told).toContainEqual(['rotated', { id: one, record: successor.record, retiresAt }])
        expect(await works(lost, old, successor)).toEqual([false, false, true])
      },
    )

    test('is refused, and ends the family, for whoever has only the token', async () => {
      const { clock, tokens, old, told, works } = await start()
      const successor = await tokens.rotateToken(old.token)
      clock.advance(1)
      const error = await failure(context, tokens.rotateToken(old.token, { repeat }))
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toMatch(/^repeat /)
      expect(await works(successor)).toEqual([true])
      expect(await failure(context, tokens.rotateToken(old.token))).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_INVALID' })
      expect(told.map(([name]) => name)).toContain('reused')
      expect(await works(successor)).toEqual([false])
    })

    test.each<[string, (tokens: ReturnType<typeof repository>, successor: { token: string }) => Promise<unknown>]>([
      ['was used', (tokens, { token }) => tokens.authenticate(token)],
      ['was revoked', (tokens, { token }) => tokens.invalidateToken(token)],
      ['was rotated itself', (tokens, { token }) => tokens.rotateToken(token)],
      ['has expired', (tokens, { token }) => tokens.updateToken(token, { expires: new Date(0) })],
    ])('is refused once the successor %s', async (_name, change) => {
      const { tokens, user, old } = await start()
      const successor = await tokens.rotateToken(old.token)
      await change(tokens, successor)
      const before = await rowsOf(user)
      const error = await failure(context, tokens.rotateToken({ id: old.record.id }, { repeat }))
      expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_ALREADY_ROTATED' })
      expect((await rowsOf(user)).map(({ id, valid }) => [id, valid])).toEqual(
        before.map(({ id, valid }) => [id, valid]),
      )
    })

    test('is refused where it was revoked, or has ended without a rotation', async () => {
      const { clock, tokens, user, old } = await start()
      await tokens.rotateToken(old.token, { gracePeriod: hour })
      await tokens.invalidateToken(old.token, { invalidReason: 'Leaked' })
      const expired = await tokens.generateToken(user, { expires: clock() })
      const invalid = await tokens.generateToken(user)
      await tokens.invalidateToken(invalid.token, { invalidReason: 'Rotated' })
      for (const { record } of [old, expired, invalid]) {
        const error = await failure(context, tokens.rotateToken({ id: record.id }, { repeat }))
        expect(error.code).toMatch(/^ERR_WEBAPI_TOKEN_(INVALID|EXPIRED)$/)
      }
      expect((await rowsOf(user)).filter(({ valid }) => valid)).toHaveLength(2)
    })

    test('one of 10 repetitions at once wins, in each of 10 rounds', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context)
      for (let round = 0; round < 10; round++) {
        const { record } = await tokens.generateToken(user)
        await tokens.rotateToken({ id: record.id })
        const inside = repository(context, { client: readingTogether(context.db.prisma, 10) })
        const again = () => inside.rotateToken({ id: record.id }, { repeat })
        const results = await Promise.allSettled(Array.from({ length: 10 }, again))
        const codes = results.flatMap((result) => (result.status === 'rejected' ? [codeOf(result.reason)] : []))
        expect(codes).toEqual(Array<string>(9).fill('ERR_WEBAPI_TOKEN_ALREADY_ROTATED'))
        const family = await context.db.prisma.webAPIToken.findMany({ where: { familyId: record.id, valid: true } })
        expect(family).toHaveLength(1)
        expect(family[0]?.id).toBe((await rowOf(record.id)).successorId)
      }
    })

    test.each([{}, { gracePeriod: hour }, { retireOnFirstUse: true }])(
      'is not needed where only the answer to the commit was lost: %p',
      async (options) => {
        const { prisma } = context.db
        let losing = false
        const lossy = new Proxy(prisma, {
          get(client, key) {
            const value: unknown = Reflect.get(client, key)
            if (key !== '$transaction') return value
            return async (...args: Parameters<typeof prisma.$transaction>) => {
              const result: unknown = await prisma.$transaction(...args)
              if (losing) throw new Error('The connection was lost after the commit')
              return result
            }
          },
        })
        const tokens = repository(context, { client: lossy })
        const user = await createUser(prisma)
        const old = await tokens.generateToken(user)
        const created: unknown[] = []
        tokens.on('created', (event) => created.push(event))
        losing = true
        const { token, record } = await tokens.rotateToken(old.token, options)
        losing = false
        expect(await rowsOf(user)).toMatchObject([{ successorId: record.id }, { id: record.id, valid: true }])
        expect(created).toMatchObject([{ record: { id: record.id } }])
        expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      },
    )
  })

  describe('rotateToken refuses', () => {
    test('a token that does not exist', async () => {
      const { tokens, old, user } = await start()
      await context.db.prisma.webAPIToken.delete({ where: { id: old.record.id } })
      for (const reference of [old.token, 'no token', { id: old.record.id }]) {
        const error = await failure(context, tokens.rotateToken(reference))
        expect(error).toMatchObject({ name: 'WebAPITokenRotationError', code: 'ERR_WEBAPI_TOKEN_UNKNOWN' })
      }
      expect(await rowsOf(user)).toEqual([])
    })

    test('an invalid token, which stays invalid', async () => {
      const { clock, tokens, user, old, told, works } = await start()
      await tokens.invalidateToken(old.token, { invalidReason: 'Leaked' })
      const before = await rowsOf(user)
      clock.advance(1)
      for (const options of [{}, { gracePeriod: hour }, { retireOnFirstUse: true }]) {
        const error = await failure(context, tokens.rotateToken(old.token, options))
        expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_INVALID', message: expect.stringContaining('Leaked') })
      }
      expect(await rowsOf(user)).toEqual(before)
      expect(await works(old)).toEqual([false])
      expect(told).toEqual([])
    })

    test.each([0, 1, 2, 3])('a token that expires on the way, at the look at the clock number %d', async (looks) => {
      const expires = new Date('2030-01-01T01:00:00Z')
      const { user, old } = await start({}, { expires })
      const before = await rowsOf(user)
      for (const repeat of [false, true]) {
        let look = 0
        const clock = () => new Date(expires.getTime() + (look++ < looks ? -1 : 1))
        const rotation = repository(context, { clock }).rotateToken({ id: old.record.id }, { repeat })
        expect(await failure(context, rotation)).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_EXPIRED' })
      }
      expect(await rowsOf(user)).toEqual(before)
    })

    test('an expired token', async () => {
      const { clock, tokens, user, old, told, works } = await start({}, { expires: new Date('2030-01-01T01:00:00Z') })
      const before = await rowsOf(user)
      clock.advance(hour)
      const error = await failure(context, tokens.rotateToken(old.token))
      expect(error).toMatchObject({ name: 'WebAPITokenRotationError', code: 'ERR_WEBAPI_TOKEN_EXPIRED' })
      expect(await rowsOf(user)).toEqual(before)
      expect(await works(old)).toEqual([false])
      expect(told).toEqual([])
    })

    // A transaction that reads before holds on to what it has read, on MySQL and MariaDB.
    if (kind.multiProcess && kind.provider !== 'sqlite') {
      test('a token that was invalidated since the transaction of the app began', async () => {
        const { tokens, user, old } = await start()
        const error = await context.db.prisma.$transaction(async (tx) => {
          expect(await tx.webAPIToken.findMany({ where: { userId: user.id } })).toMatchObject([{ valid: true }])
          expect(await tokens.invalidateToken(old.token)).toEqual({ count: 1 })
          return failure(context, tokens.withTransaction(tx).rotateToken(old.token, { gracePeriod: hour }))
        })
        expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_INVALID' })
        expect(await rowsOf(user)).toMatchObject([{ valid: false, successorId: null }])
      })
    }
  })

  describe("rotateToken and the app's own fields", () => {
    const data = { department: 'HR', region: 'eu', rank: 7 }
    const createAccount = () => context.db.prisma.account.create({ data: { email: unique('mail') } })
    const accessRows = ({ id }: { id: string }) =>
      context.db.prisma.accessToken.findMany({ where: { userId: id }, orderBy: { timeAdded: 'asc' } })

    test('takes all of them over', async () => {
      const account = await createAccount()
      const tokens = accessTokens(context)
      const old = await tokens.generateToken(account, { data })
      const { record } = await tokens.rotateToken(old.token)
      expect(record).toMatchObject({ ...data, label: null, familyId: old.record.id })
      const rows = await context.db.prisma.accessToken.findMany({ where: { userId: account.id, valid: true } })
      expect(rows).toMatchObject([{ ...data, id: record.id, familyId: old.record.id }])
      expect(await tokens.authenticate(old.token)).toMatchObject({ ok: false })
    })

    test('takes over those that are listed, and those that are given go before', async () => {
      const account = await createAccount()
      const tokens = accessTokens(context)
      const old = await tokens.generateToken(account, { data: { ...data, label: 'laptop' } })
      const options = { copy: ['department', 'region'] as const, data: { region: 'us' } }
      const { record } = await tokens.rotateToken({ id: old.record.id }, options)
      expect(record).toMatchObject({ department: 'HR', region: 'us', rank: 0, label: null })
      const renamed = await tokens.rotateToken({ id: record.id }, { data: { label: 'phone' } })
      expect(renamed.record).toMatchObject({ department: 'HR', region: 'us', label: 'phone' })
    })

    test.each(['alone', 'in a transaction'])('passes its unique constraint on, and does nothing, %s', async (where) => {
      const account = await createAccount()
      const generator = givenTokens(unique('first'), unique('second'))
      const tokens = accessTokens(context, { generator })
      const { record } = await tokens.generateToken(account, { data: { ...data, label: 'laptop' } })
      const before = await accessRows(account)

      const error = await failure(
        context,
        where === 'alone'
          ? tokens.rotateToken({ id: record.id })
          : context.db.prisma.$transaction((tx) => tokens.withTransaction(tx).rotateToken({ id: record.id })),
      )

      expect(error).toMatchObject({ name: 'PrismaClientKnownRequestError', code: 'P2002' })
      expect(JSON.stringify(error)).toContain('label')
      expect(generator.calls).toBe(2)
      expect(await accessRows(account)).toEqual(before)
    })

    test('does nothing where a required one is not taken over', async () => {
      const account = await createAccount()
      const tokens = accessTokens(context)
      const { token } = await tokens.generateToken(account, { data })
      const before = await accessRows(account)
      const error = await failure(context, tokens.rotateToken(token, { copy: ['rank'] }))
      expect(error.name).toBe('PrismaClientValidationError')
      expect(await accessRows(account)).toEqual(before)
    })

    test('takes the ids that the app makes', async () => {
      const { prisma } = context.db
      const robot = await prisma.robot.create({ data: { id: 2n ** 42n } })
      const tokens = robotTokens(context, { generator: givenTokens(...['a', 'b', 'c'].map(unique)) })
      const first = await tokens.generateToken(robot, { data: { id: 2n ** 43n } })
      const second = await tokens.rotateToken(first.token, { data: { id: 2n ** 44n }, retireOnFirstUse: true })
      const third = await tokens.rotateToken({ id: first.record.id }, { data: { id: 2n ** 45n } })
      await tokens.authenticate(third.token)
      const rows = await prisma.robotToken.findMany({ where: { userId: robot.id }, orderBy: { id: 'asc' } })
      expect(rows).toMatchObject([
        { id: first.record.id, familyId: 2n ** 43n, successorId: 2n ** 45n, valid: false },
        { id: second.record.id, familyId: 2n ** 43n, successorId: 2n ** 45n, valid: false },
        { id: 2n ** 45n, familyId: 2n ** 43n, successorId: null, valid: true },
      ])
    })
  })

  describe('rotation and reuse', () => {
    test('is told when a retired token is authenticated or rotated, and not while it works', async () => {
      const { clock, tokens, user, old, told } = await start({ invalidateFamilyOnReuse: false })
      const second = await tokens.rotateToken(old.token, { gracePeriod: hour })
      await tokens.authenticate(old.token)
      const third = await tokens.rotateToken(second.token)
      told.length = 0
      clock.advance(1)
      await tokens.authenticate(old.token)
      await tokens.authenticate(third.token)
      await failure(context, tokens.rotateToken({ id: second.record.id }))
      expect(told).toEqual([])

      await tokens.authenticate(second.token, { select: { note: true } })
      await failure(context, tokens.rotateToken(second.token))
      clock.advance(hour)
      await tokens.authenticate(old.token, { select: { id: true } })

      const familyId = old.record.id
      expect(told).toEqual([
        ['reused', { record: { note: '' }, familyId }],
        ['reused', { record: { id: second.record.id, userId: user.id }, familyId }],
        ['reused', { record: { id: old.record.id }, familyId }],
      ])
      expect(await rowOf(third.record.id)).toMatchObject({ valid: true })
    })

    test('is not told for a token that expired or was invalidated without having been rotated', async () => {
      const { clock, tokens, user, old, told } = await start({}, { expires: new Date('2030-01-01T01:00:00Z') })
      const other = await tokens.generateToken(user)
      await tokens.invalidateToken(other.token)
      clock.advance(hour)
      told.length = 0
      await tokens.authenticate(old.token)
      await tokens.authenticate(other.token)
      expect(told).toEqual([])
    })

    test.each(['authenticate', 'rotateToken'] as const)(
      'ends the family where the app wants that: %s',
      async (verb) => {
        const cache = { store: new Map(), ttl: 10_000 }
        const { clock, tokens, user, old, works } = await start({
          ...(verb === 'authenticate' && { invalidateFamilyOnReuse: 'always' }),
          cache,
        })
        const bystander = await tokens.generateToken(user)
        const second = await tokens.rotateToken(old.token, { gracePeriod: hour })
        const third = await tokens.rotateToken(second.token)
        expect(await works(old, third, third, bystander)).toEqual([true, true, true, true])
        clock.advance(1)

        const reuse: Promise<unknown> =
          verb === 'authenticate'
            ? tokens.authenticate(second.token)
            : failure(context, tokens.rotateToken(second.token))
        await reuse

        expect(await works(old, second, third, bystander)).toEqual([false, false, false, true])
        const family = (await rowsOf(user)).filter((row) => row.familyId === old.record.id)
        expect(family.map(({ valid, invalidDate }) => [valid, invalidDate])).toEqual(
          // The second one had ended with its own rotation.
          [clock(), new Date(clock().getTime() - 1), clock()].map((date) => [false, date]),
        )
        expect(await failure(context, tokens.rotateToken(third.token))).toMatchObject({
          code: 'ERR_WEBAPI_TOKEN_INVALID',
        })
      },
    )
  })

  describe('rotation and transactions', () => {
    test('tells of both tokens once they are committed', async () => {
      const { tokens, old, told } = await start()
      const alone = await tokens.rotateToken(old.token)
      expect(told).toEqual([
        ['created', { record: alone.record, autoGenerated: false }],
        ['rotated', { id: old.record.id, record: alone.record, retiresAt: alone.record.timeAdded }],
      ])
      told.length = 0
      await tokens.transaction(async (inside) => {
        await inside.rotateToken(alone.token)
        expect(told).toEqual([])
      })
      expect(told.map(([name]) => name)).toEqual(['created', 'rotated'])
    })

    test('tells nothing, and does nothing, where the transaction is rolled back', async () => {
      const cache = { store: new Map(), ttl: 10_000 }
      const { tokens, user, old, told, works } = await start({ cache })
      await works(old)
      const before = await rowsOf(user)
      const error = await failure(
        context,
        tokens.transaction(async (inside) => {
          const { token } = await inside.rotateToken(old.token)
          expect(await inside.authenticate(token)).toMatchObject({ ok: true })
          expect(await inside.authenticate(old.token)).toMatchObject({ ok: false })
          throw new Error('No')
        }),
      )
      expect(error.message).toBe('No')
      expect(told.filter(([name]) => name !== 'reused')).toEqual([])
      expect(await rowsOf(user)).toEqual(before)
      expect(await works(old)).toEqual([true])
    })

    test('leaves a transaction of the app usable when it is refused, and goes with its rollback', async () => {
      const { prisma } = context.db
      const { tokens, user, old, works } = await start()
      const invalid = await tokens.generateToken(user)
      await tokens.invalidateToken(invalid.token)

      const { successor, other } = await prisma.$transaction(async (tx) => {
        const inside = tokens.withTransaction(tx)
        await failure(context, inside.rotateToken(invalid.token))
        await failure(context, inside.rotateToken('no token'))
        const successor = await inside.rotateToken(old.token)
        return { successor, other: await createUser(tx) }
      })
      expect(await prisma.user.count({ where: { id: other.id } })).toBe(1)
      expect(await works(old, successor)).toEqual([false, true])

      const before = await rowsOf(user)
      await failure(
        context,
        prisma.$transaction(async (tx) => {
          await tokens.withTransaction(tx).rotateToken(successor.token)
          throw new Error('The app gives up')
        }),
      )
      expect(await rowsOf(user)).toEqual(before)
    })

    test('is there on an extended client, and in its transactions', async () => {
      const { prisma } = context.db
      const db = prisma.$extends(webAPITokens(watched(context, {}) as WebAPITokenRepositoryOptions))
      const user = await createUser(prisma)
      const old = await db.webAPIToken.generateToken(user, { note: 'CI' })
      const second = await db.webAPIToken.rotateToken(old.token)
      const third = await db.$transaction((tx) => tx.webAPIToken.rotateToken({ id: second.record.id }))
      await failure(
        context,
        db.$transaction(async (tx) => {
          await tx.webAPIToken.rotateToken(third.token)
          throw new Error('No')
        }),
      )
      expect(await rowsOf(user)).toMatchObject([
        { valid: false, successorId: second.record.id },
        { valid: false, successorId: third.record.id },
        { valid: true, successorId: null, familyId: old.record.id, note: 'CI' },
      ])
    })

    const columns = ['id', 'token', 'valid', 'note', 'policy', 'expires', 'userId', 'successorId', 'familyId'] as const
    const omitted = Object.fromEntries(columns.map((column) => [column, true]))
    test.each<[string, () => Promise<typeof context.db.prisma>]>([
      ['omits everything it can', () => context.db.connect({ omit: { webAPIToken: omitted } })],
      [
        'has an extension that omits the id of what it creates',
        async () => {
          const omitting = async ({ args, query }: { args: object; query: (args: never) => Promise<unknown> }) =>
            query({ ...args, omit: { token: true, id: true } } as never)
          const client = (await context.db.connect()).$extends({
            query: { webAPIToken: { create: omitting, createManyAndReturn: omitting } },
          })
          return client as unknown as typeof context.db.prisma
        },
      ],
    ])('works on a client that %s', async (_name, connect) => {
      const { old, user } = await start({}, { note: 'CI', expires: new Date('2100-01-01T00:00:00Z') })
      const tokens = repository(context, { client: await connect() })
      const second = await tokens.rotateToken(old.token, { retireOnFirstUse: true })
      expect(second.record).not.toHaveProperty('id')
      const rows = await rowsOf(user)
      expect(rows).toMatchObject([
        { valid: true, successorId: rows[1]?.id },
        { valid: true, note: 'CI', policy: {} },
      ])
      expect(rows[1]?.expires).not.toBeNull()
      const third = await tokens.rotateToken(old.token, { retireOnFirstUse: true })
      await tokens.authenticate(third.token)
      expect((await rowsOf(user)).map(({ valid }) => valid)).toEqual([false, false, true])
    })
  })

  describe('rotation at the same time', () => {
    test('20 rotations of one token: one wins, in each of 10 rounds', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context)
      for (let round = 0; round < 10; round++) {
        const { token, record } = await tokens.generateToken(user)
        const results = await Promise.allSettled(Array.from({ length: 20 }, () => tokens.rotateToken(token)))
        const [winner, ...others] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
        expect(others).toEqual([])
        const codes = results.flatMap((result) => (result.status === 'rejected' ? [codeOf(result.reason)] : []))
        expect(codes).toEqual(Array<string>(19).fill('ERR_WEBAPI_TOKEN_INVALID'))
        const rows = await context.db.prisma.webAPIToken.findMany({ where: { familyId: record.id } })
        expect(rows).toHaveLength(2)
        expect(rows.filter(({ valid }) => valid).map(({ id }) => id)).toEqual([winner?.record.id])
      }
    })

    test.each([
      ['that wait for the first use', { retireOnFirstUse: true }, 20],
      ['with a grace period', { gracePeriod: hour }, 20],
      ['with a grace period', { gracePeriod: hour }, 2],
    ])('rotations %s, %p: of %d at once one wins, in each of 10 rounds', async (_name, how, count) => {
      const user = await createUser(context.db.prisma)
      // All in one millisecond.
      const clock = settableClock(new Date('2030-01-01T00:00:00Z'))
      const tokens = repository(context, { clock })
      for (let round = 0; round < 10; round++) {
        const { token, record } = await tokens.generateToken(user)
        const client = readingTogether(context.db.prisma, count)
        const rotate = () => repository(context, { client, clock }).rotateToken(token, how)
        const results = await Promise.allSettled(Array.from({ length: count }, rotate))
        const codes = results.flatMap((result) => (result.status === 'rejected' ? [codeOf(result.reason)] : []))
        expect(codes).toEqual(Array<string>(count - 1).fill('ERR_WEBAPI_TOKEN_ALREADY_ROTATED'))
        const { successorId, valid } = await rowOf(record.id)
        expect(valid).toBe(true)
        const family = { familyId: record.id, id: { not: record.id } }
        expect(await context.db.prisma.webAPIToken.findMany({ where: family })).toMatchObject([{ id: successorId }])
        expect(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.record.id] : []))).toEqual([
          successorId,
        ])
      }
    })

    test('rotations in transactions of the app that have read before, all in one millisecond: one wins, in each of 10 rounds', async () => {
      if (!kind.multiProcess || kind.provider === 'sqlite') return
      const client = await context.db.connect()
      const user = await createUser(client)
      const tokens = repository(context, { client, clock: settableClock(new Date('2030-01-01T00:00:00Z')) })
      for (let round = 0; round < 10; round++) {
        const { token, record } = await tokens.generateToken(user)
        // The rotation's own first read: one that comes after the other's commit may repeat that.
        const together = readingTogether(client, 2)
        const rotate = () =>
          together.$transaction(async (tx) => {
            await tx.webAPIToken.findMany({ where: { userId: user.id } })
            return tokens.withTransaction(tx).rotateToken(token, { gracePeriod: hour })
          })
        const results = await Promise.allSettled([rotate(), rotate()])
        const codes = results.flatMap((result) => (result.status === 'rejected' ? [codeOf(result.reason)] : []))
        expect(codes).toEqual(['ERR_WEBAPI_TOKEN_ALREADY_ROTATED'])
        expect(await context.db.prisma.webAPIToken.count({ where: { familyId: record.id } })).toBe(2)
      }
    })

    test.each([
      ['that it retires the old token by', { retireOnFirstUse: true }, false, 'ERR_WEBAPI_TOKEN_INVALID'],
      ['in the grace period', { gracePeriod: hour }, true, 'ERR_WEBAPI_TOKEN_ALREADY_ROTATED'],
    ])(
      'another rotation beside the first use of the successor, %s: one successor, in each of 100 rounds',
      async (_name, options, isOldLeft, code) => {
        const user = await createUser(context.db.prisma)
        let rotated = 0
        const round = async (index: number) => {
          const tokens = repository(context, { invalidateFamilyOnReuse: false })
          const old = await tokens.generateToken(user)
          const first = await tokens.rotateToken(old.token, options)
          const rotate = async () => {
            // So that neither always comes first.
            for (let query = 0; query < index % 8; query++) {
              await rowOf(old.record.id)
              await setImmediate()
            }
            return tokens.rotateToken(old.token, options)
          }
          const use = () => tokens.authenticate(first.token)
          // Each comes first for certain once. Who does in the other rounds is up to the machine.
          const usedBefore = index === 0 ? await use() : undefined
          const rotation = rotate().catch(codeOf)
          if (index === 1) await rotation
          const [second, used] = await Promise.all([rotation, usedBefore ?? use()])
          const [oldRow, firstRow] = [await rowOf(old.record.id), await rowOf(first.record.id)]
          if (typeof second === 'string') {
            expect(second).toBe(code)
            expect(used.ok).toBe(true)
            expect(oldRow).toMatchObject({ valid: isOldLeft, successorId: first.record.id })
            expect(firstRow).toMatchObject({ valid: true, successorId: null })
          } else {
            rotated++
            const { id } = second.record
            expect(oldRow).toMatchObject({ valid: true, successorId: id })
            expect(firstRow).toMatchObject({ valid: false, successorId: id })
            expect(await tokens.authenticate(second.token)).toMatchObject({ ok: true })
            expect(await tokens.authenticate(first.token)).toMatchObject({ ok: false })
            expect((await tokens.authenticate(old.token)).ok).toBe(isOldLeft)
          }
        }
        for (let index = 0; index < 100; index += 5) {
          await Promise.all([0, 1, 2, 3, 4].map((offset) => round(index + offset)))
        }
        expect(rotated).toBeGreaterThan(0)
        expect(rotated).toBeLessThan(100)
        expect(await context.db.prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(200 + rotated)
      },
    )
  })
}

/** A client whose first reads of tokens are over for nobody before they are for all of them. */
function readingTogether(client: TestClient, count: number): TestClient {
  let arrived = 0
  let open: (() => void) | undefined
  const all = new Promise<void>((resolve) => (open = resolve))
  const together = client.$extends({
    query: {
      webAPIToken: {
        async findFirst({ args, query }) {
          const row = await query(args)
          if (++arrived === count) open?.()
          await all
          return row
        },
      },
    },
  })
  return together as unknown as TestClient
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? error)
}
