import { randomUUID } from 'node:crypto'

import { WebAPITokenRepository } from '../../../src/index.js'
import { createUser, failure, repository, type SuiteContext, watched } from './context.js'

const day = 86_400_000

/** Several token types in one repository, and lifetimes, of all tokens or of those of a type. */
export function kinds(context: SuiteContext): void {
  let now = new Date('2030-01-01T00:00:00Z')
  const clock = () => new Date(now)
  const after = (milliseconds: number) => new Date(now.getTime() + milliseconds)
  const tooLong = { code: 'ERR_WEBAPI_TOKEN_LIFETIME_EXCEEDED' }

  beforeEach(() => {
    now = new Date('2030-01-01T00:00:00Z')
  })

  describe('kinds', () => {
    const live = (more: object = {}) => repository(context, { tokenType: ['acme_live', 'acme_test'], clock, ...more })

    test('are told apart, and kept by a rotation', async () => {
      const tokens = live()
      const user = await createUser(context.db.prisma)
      const first = await tokens.generateToken(user)
      const test = await tokens.generateToken(user, { tokenType: 'acme_test' })
      expect([first.token, test.token]).toEqual([
        expect.stringMatching(/^acme_live_/),
        expect.stringMatching(/^acme_test_/),
      ])
      expect(await tokens.authenticate(test.token)).toMatchObject({ ok: true, tokenType: 'acme_test' })
      expect(await tokens.authenticate(test.token, { tokenType: 'acme_live' })).toMatchObject({ reason: 'malformed' })
      const rotated = await tokens.rotateToken({ id: test.record.id })
      expect(rotated.token).toMatch(/^acme_test_/)
      const again = await tokens.rotateToken(rotated.token, { tokenType: 'acme_live' })
      expect(again.token).toMatch(/^acme_live_/)
      await expect(tokens.generateToken(user, { tokenType: 'other' })).rejects.toThrow(/^tokenType must be one of/)
      const both = { tokenType: 'acme_test', tokenInfo: { tokenType: 'acme_live' } }
      await expect(tokens.generateToken(user, both)).rejects.toThrow(/are one option/)
    })

    test('have lifetimes of their own', async () => {
      const tokens = live({ maxLifetime: 30 * day, kinds: { acme_test: { maxLifetime: day, defaultLifetime: 1000 } } })
      const user = await createUser(context.db.prisma)
      const { record } = await tokens.generateToken(user)
      expect(record.expires).toEqual(after(30 * day))
      const test = await tokens.generateToken(user, { tokenType: 'acme_test' })
      expect(test.record.expires).toEqual(after(1000))
      const options = { tokenType: 'acme_test', expires: after(day + 1) }
      expect(await failure(context, tokens.generateToken(user, options))).toMatchObject({
        ...tooLong,
        latestExpiry: after(day),
      })
      await expect(tokens.updateToken({ id: test.record.id }, { expires: after(day + 1) })).rejects.toMatchObject(
        tooLong,
      )
      expect(await tokens.updateToken({ id: test.record.id }, { expires: after(day) })).toEqual({ count: 1 })
      await expect(tokens.rotateToken({ id: test.record.id }, { expires: after(day + 1) })).rejects.toMatchObject(
        tooLong,
      )
      // The first type allows what the kind of the token does not, and is not asked.
      const rotated = await tokens.rotateToken({ id: record.id }, { expires: after(day + 1) })
      expect(rotated.record.expires).toEqual(after(day + 1))
    })

    test('have scopes of their own, also those that were given before', async () => {
      const team = randomUUID()
      const options = {
        ...watched(context, { tokenType: ['acme_live', 'acme_test'] }),
        model: 'teamToken' as const,
        owner: 'teamId' as const,
        scopes: ['read', 'write'] as const,
      }
      const before = new WebAPITokenRepository(context.db.prisma, options)
      const tokens = new WebAPITokenRepository(context.db.prisma, {
        ...options,
        kinds: { acme_test: { scopes: ['read'] } },
      })
      const { token } = await before.generateToken(team, { tokenType: 'acme_test', scopes: ['read', 'write'] })
      expect(await before.authenticate(token, { scopes: ['write'] })).toMatchObject({ ok: true })
      expect(await tokens.authenticate(token, { scopes: ['write'] })).toMatchObject({ reason: 'insufficient-scope' })
      expect(await tokens.authenticate(token, { scopes: ['read'] })).toMatchObject({ record: { scopes: ['read'] } })
      const exceeded = { code: 'ERR_WEBAPI_TOKEN_SCOPE_EXCEEDED', scope: 'write' }
      const write = tokens.generateToken(team, { tokenType: 'acme_test', scopes: ['write'] })
      expect(await failure(context, write)).toMatchObject(exceeded)
      await expect(tokens.updateToken(token, { scopes: ['write'] })).rejects.toMatchObject(exceeded)
      const live = await tokens.generateToken(team, { scopes: ['write'] })
      expect(await tokens.authenticate(live.token, { scopes: ['write'] })).toMatchObject({ ok: true })
    })
  })

  describe('lifetimes', () => {
    test('are given to tokens, and bound them', async () => {
      const tokens = repository(context, { clock, defaultLifetime: day, maxLifetime: 10 * day })
      const user = await createUser(context.db.prisma)
      const { token, record } = await tokens.generateToken(user)
      expect(record.expires).toEqual(after(day))
      for (const expires of [null, after(10 * day + 1)]) {
        expect(await failure(context, tokens.generateToken(user, { expires }))).toMatchObject(tooLong)
        expect(() => tokens.generateTokens([user], { expires })).toThrow(expect.objectContaining(tooLong) as Error)
        await expect(tokens.updateToken(token, { expires })).rejects.toMatchObject(tooLong)
        await expect(tokens.rotateToken(token, { expires })).rejects.toMatchObject(tooLong)
      }
      expect(await context.db.prisma.webAPIToken.findMany({ where: { userId: user.id } })).toHaveLength(1)
      const { value: batch } = await tokens.generateTokens([user]).next()
      expect(batch?.[0]?.record.expires).toEqual(after(day))
      expect(await tokens.updateToken(token, { expires: after(10 * day) })).toEqual({ count: 1 })
      now = after(5 * day)
      // Five days after its generation, it has five left.
      await expect(tokens.updateToken(token, { expires: after(5 * day + 1) })).rejects.toMatchObject(tooLong)
      expect(await tokens.updateToken(token, { expires: after(5 * day) })).toEqual({ count: 1 })
    })

    test('shorter than that of an old token bound its successor', async () => {
      const user = await createUser(context.db.prisma)
      const before = repository(context, { clock })
      const never = await before.generateToken(user)
      const long = await before.generateToken(user, { expires: after(365 * day) })
      const tokens = repository(context, { clock, maxLifetime: 10 * day })
      for (const { token } of [never, long]) {
        expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
        expect((await tokens.rotateToken(token)).record.expires).toEqual(after(10 * day))
      }
    })

    test('by default leave a token that never expires to those who ask for it', async () => {
      const tokens = repository(context, { clock, defaultLifetime: day })
      const user = await createUser(context.db.prisma)
      const { token, record } = await tokens.generateToken(user, { expires: null })
      expect(record.expires).toBeNull()
      expect((await tokens.rotateToken(token)).record.expires).toBeNull()
    })
  })
}
