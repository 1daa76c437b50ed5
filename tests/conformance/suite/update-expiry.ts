import type { WebAPITokenRepositoryOptions } from '../../../src/index.js'
import { settableClock } from '../../../src/testing/index.js'
import { createUser, failure, repository, type SuiteContext } from './context.js'

const hour = 3_600_000
const start = new Date('2030-01-01T00:00:00Z')
const later = new Date(start.getTime() + hour)
const latest = new Date(start.getTime() + 2 * hour)
const reached = { name: 'WebAPITokenLimitError', code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED', limit: 2 }
const alreadyRotated = { name: 'WebAPITokenRotationError', code: 'ERR_WEBAPI_TOKEN_ALREADY_ROTATED' }

/** What a change of the expiry must not undo: a limit, and the retirement of a token that was rotated. */
export function updateExpiry(context: SuiteContext): void {
  const rowOf = (id: number) => context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id } })

  async function open(options: WebAPITokenRepositoryOptions = {}) {
    const clock = settableClock(start)
    const tokens = repository(context, { clock, ...options })
    const user = await createUser(context.db.prisma)
    const active = async () => (await tokens.listTokens({ user, status: 'active' })).tokens.length
    return { clock, tokens, user, active }
  }

  describe('a new expiry, and maxTokensPerUser', () => {
    test('brings no more tokens back to life than the user may have', async () => {
      const { tokens, user, active } = await open({ maxTokensPerUser: 2 })
      const expired: number[] = []
      for (let index = 0; index < 6; index++) {
        expired.push((await tokens.generateToken(user, { expires: new Date(0) })).record.id)
      }
      const results = await Promise.allSettled(expired.map((id) => tokens.updateToken({ id }, { expires: null })))
      const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
      expect(errors).toEqual(Array<unknown>(4).fill(expect.objectContaining({ ...reached, userId: user.id })))
      expect(await active()).toBe(2)
    })

    test('counts nothing where the token works already, is invalid, or stays expired', async () => {
      const { tokens, user, active } = await open({ maxTokensPerUser: 2 })
      const expired = await tokens.generateToken(user, { expires: new Date(0) })
      const invalid = await tokens.generateToken(user, { expires: new Date(0) })
      const working = await tokens.generateToken(user, { expires: later })
      await tokens.generateToken(user)
      await tokens.invalidateToken(invalid.token)
      const changed = { count: 1 }
      expect(await tokens.updateToken(working.token, { expires: latest })).toEqual(changed)
      expect(await tokens.updateToken(working.token, { expires: null })).toEqual(changed)
      expect(await tokens.updateToken(invalid.token, { expires: null })).toEqual(changed)
      expect(await tokens.updateToken(expired.token, { expires: new Date(1) })).toEqual(changed)
      expect(await failure(context, tokens.updateToken(expired.token, { expires: latest }))).toMatchObject(reached)
      expect(await active()).toBe(2)
      // What is not about the expiry needs no room.
      expect(await tokens.updateToken(expired.token, { note: 'Old' })).toEqual(changed)
    })

    test('writes the rest only together with the expiry', async () => {
      const { tokens, user } = await open({ maxTokensPerUser: 1 })
      const expired = await tokens.generateToken(user, { expires: new Date(0), note: 'old' })
      const { token } = await tokens.generateToken(user)
      await failure(context, tokens.updateToken(expired.token, { expires: null, note: 'new' }))
      expect(await rowOf(expired.record.id)).toMatchObject({ note: 'old', expires: new Date(0) })
      await tokens.invalidateToken(token)
      expect(await tokens.updateToken(expired.token, { expires: null, note: 'new' })).toEqual({ count: 1 })
      expect(await rowOf(expired.record.id)).toMatchObject({ note: 'new', expires: null })
    })

    test("holds in the app's transaction, which a refusal leaves usable", async () => {
      const { tokens, user, active } = await open({ maxTokensPerUser: 1 })
      const expired = await tokens.generateToken(user, { expires: new Date(0) })
      await context.db.prisma.$transaction(async (tx) => {
        const inside = tokens.withTransaction(tx)
        await inside.generateToken(user)
        const error = { ...reached, limit: 1 }
        expect(await failure(context, inside.updateToken(expired.token, { expires: null }))).toMatchObject(error)
        expect(await inside.updateToken(expired.token, { note: 'still here' })).toEqual({ count: 1 })
      })
      expect(await active()).toBe(1)
      expect(await rowOf(expired.record.id)).toMatchObject({ note: 'still here', expires: new Date(0) })
    })

    test('without a limit, an expired token may work again', async () => {
      const { tokens, user } = await open()
      const { token } = await tokens.generateToken(user, { expires: new Date(0) })
      expect(await tokens.updateToken(token, { expires: null })).toEqual({ count: 1 })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
    })
  })

  describe('a new expiry of a token that was rotated', () => {
    test.each([
      ['null', null],
      ['a later date', latest],
    ])('%s is refused: its end stays where it is', async (_name, expires) => {
      const { clock, tokens, user } = await open()
      const old = await tokens.generateToken(user)
      await tokens.rotateToken(old.token, { gracePeriod: hour })
      const before = await rowOf(old.record.id)
      expect(before.expires).toEqual(later)
      const error = await failure(context, tokens.updateToken(old.token, { expires, note: 'x' }))
      expect(error).toMatchObject(alreadyRotated)
      expect(await rowOf(old.record.id)).toEqual(before)
      clock.advance(hour)
      expect(await failure(context, tokens.updateToken({ id: old.record.id }, { expires }))).toMatchObject(
        alreadyRotated,
      )
      expect(await tokens.authenticate(old.token)).toMatchObject({ ok: false, reason: 'expired' })
    })

    test('an earlier date is taken, and any date where it was to end with the first use of its successor', async () => {
      const { tokens, user } = await open()
      const old = await tokens.generateToken(user)
      await tokens.rotateToken(old.token, { retireOnFirstUse: true })
      for (const expires of [latest, later, later, start]) {
        expect(await tokens.updateToken(old.token, { expires })).toEqual({ count: 1 })
        expect(await rowOf(old.record.id)).toMatchObject({ expires })
      }
      expect(await failure(context, tokens.updateToken(old.token, { expires: later }))).toMatchObject(alreadyRotated)
    })

    test.each([
      ['at once', {}],
      ['after its grace period', { gracePeriod: hour }],
      ['with the first use', { retireOnFirstUse: true }],
    ])(
      '20 changes beside a rotation do not bring back a token that ends %s, in each of 10 rounds',
      async (_name, how) => {
        const { tokens, user } = await open({ clock: () => new Date() })
        for (let round = 0; round < 10; round++) {
          const old = await tokens.generateToken(user, { expires: new Date(Date.now() + 60_000) })
          const { id } = old.record
          const changes = () => tokens.updateToken({ id }, { expires: null }).catch((error: unknown) => error)
          const ten = () => Array.from({ length: 10 }, changes)
          const [, rotated] = await Promise.all([
            Promise.all(ten()),
            tokens.rotateToken(old.token, how),
            Promise.all(ten()),
          ])
          const row = await rowOf(id)
          expect(row).toMatchObject({
            successorId: rotated.record.id,
            valid: !('gracePeriod' in how || 'retireOnFirstUse' in how) ? false : true,
          })
          expect(await failure(context, tokens.updateToken({ id }, { expires: null }))).toMatchObject(alreadyRotated)
          expect(await rowOf(id)).toEqual(row)
        }
      },
    )
  })
}
