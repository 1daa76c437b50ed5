import { randomUUID } from 'node:crypto'

import { challengeHeaders, hasScopes, WebAPITokenRepository } from '../../../src/index.js'
import type { DatabaseKind } from '../../support/databases.js'
import { failure, type SuiteContext, watched } from './context.js'

/** Scopes: as a list of strings or of an enum where the database has such, else as Json. */
export function scopes(context: SuiteContext, kind: DatabaseKind): void {
  const declared = ['projects:read', 'projects:write', 'projects:*', 'teams:read'] as const
  const teamTokens = (more: object = {}, client = context.db.prisma) =>
    new WebAPITokenRepository(client, {
      ...watched(context, more),
      model: 'teamToken' as const,
      owner: 'teamId' as const,
      scopes: declared,
    })
  const deviceTokens = () =>
    new WebAPITokenRepository(context.db.prisma, {
      ...watched(context, {}),
      model: 'deviceToken' as const,
      owner: 'deviceId' as const,
      scopes: ['read', 'write'],
    })
  const unknownScope = { code: 'ERR_WEBAPI_TOKEN_UNKNOWN_SCOPE' }
  const exceeded = { code: 'ERR_WEBAPI_TOKEN_SCOPE_EXCEEDED' }

  describe('scopes', () => {
    test('that were not given are denied, with the status and the challenge that say so', async () => {
      const tokens = teamTokens()
      const { token, record } = await tokens.generateToken(randomUUID(), { scopes: ['projects:read', 'projects:read'] })
      expect(record.scopes).toEqual(['projects:read'])
      expect(await tokens.authenticate(token, { scopes: ['projects:read'] })).toMatchObject({ ok: true, record })
      const refused = await tokens.authenticate(token, { scopes: ['projects:read', 'projects:write'] })
      expect(refused).toMatchObject({
        ok: false,
        reason: 'insufficient-scope',
        status: 403,
        scopes: ['projects:read', 'projects:write'],
        record: { id: record.id },
      })
      const challenge = {
        'WWW-Authenticate':
          'Bearer realm="Web API", error="insufficient_scope", error_description="The API token lacks a scope that this request needs.", scope="projects:read projects:write"',
      }
      if (refused.ok) throw new Error('It lacks a scope')
      expect(challengeHeaders(refused)).toEqual(challenge)
      const error = await failure(context, tokens.authenticateOrThrow(token, { scopes: ['projects:write'] }))
      expect(error).toMatchObject({
        code: 'ERR_WEBAPI_TOKEN_INSUFFICIENT_SCOPE',
        status: 403,
        scopes: ['projects:write'],
      })
      const row = await context.db.prisma.teamToken.findUnique({ where: { id: record.id } })
      // The first call alone was a use.
      expect(row?.lastUsed).toBeInstanceOf(Date)
    })

    test('are none for a token that got none, and its use is not noted when it is refused', async () => {
      const tokens = teamTokens()
      const { token, record } = await tokens.generateToken(randomUUID())
      expect(record.scopes).toEqual([])
      expect(await tokens.authenticate(token, { scopes: ['teams:read'] })).toMatchObject({
        reason: 'insufficient-scope',
      })
      const row = await context.db.prisma.teamToken.findUnique({ where: { id: record.id } })
      expect(row?.lastUsed).toBeNull()
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
    })

    test('include others only where the app declares a scope with a *', async () => {
      const tokens = teamTokens()
      const { token, record } = await tokens.generateToken(randomUUID(), { scopes: ['projects:*'] })
      for (const scope of ['projects:read', 'projects:*'] as const) {
        expect(await tokens.authenticate(token, { scopes: [scope] })).toMatchObject({ ok: true })
      }
      expect(await tokens.authenticate(token, { scopes: ['teams:read'] })).toMatchObject({ ok: false })
      expect(hasScopes(record, ['projects:read'])).toBe(false)
      expect(hasScopes(record, ['projects:read'], { declared })).toBe(true)
      const strict = new WebAPITokenRepository(context.db.prisma, {
        ...watched(context, {}),
        model: 'teamToken' as const,
        owner: 'teamId' as const,
        scopes: ['projects:read'],
      })
      expect(await strict.authenticate(token, { scopes: ['projects:read'] })).toMatchObject({ ok: false })
    })

    test('that nobody has declared are refused, when a token is made and when a route asks', async () => {
      const tokens = teamTokens()
      const team = randomUUID()
      const { token } = await tokens.generateToken(team)
      const scopes = ['projects:read', 'projects:delete'] as never
      expect(await failure(context, tokens.generateToken(team, { scopes }))).toMatchObject({
        ...unknownScope,
        scope: 'projects:delete',
      })
      expect(() => tokens.generateTokens([team], { scopes })).toThrow(expect.objectContaining(unknownScope) as Error)
      await expect(tokens.updateToken(token, { scopes })).rejects.toMatchObject(unknownScope)
      await expect(tokens.authenticate(token, { scopes })).rejects.toThrow(
        new TypeError('scopes: "projects:delete" is not one of the repository\'s scopes'),
      )
      await expect(tokens.authenticate(token, { scopes: [] })).rejects.toThrow(/^scopes must not be an empty list$/)
      for (const wrong of ['projects:read', ['a b'], ['"'], [''], [7]]) {
        await expect(tokens.generateToken(team, { scopes: wrong as never })).rejects.toThrow(
          /^scopes must be a list of scopes/,
        )
      }
      expect(await context.db.prisma.teamToken.count({ where: { teamId: team } })).toBe(1)
    })

    test('are changed by updateToken, and a rotation keeps or narrows them', async () => {
      const tokens = deviceTokens()
      const { token, record } = await tokens.generateToken(null, { scopes: ['read', 'write'] })
      const second = await tokens.rotateToken(token)
      expect(second.record.scopes).toEqual(['read', 'write'])
      const third = await tokens.rotateToken(second.token, { scopes: ['read'] })
      expect(third.record.scopes).toEqual(['read'])
      const before = await context.db.prisma.deviceToken.findUnique({ where: { id: third.record.id } })
      const error = await failure(context, tokens.rotateToken(third.token, { scopes: ['write'] }))
      expect(error).toMatchObject({ ...exceeded, scope: 'write' })
      expect(await context.db.prisma.deviceToken.findUnique({ where: { id: third.record.id } })).toEqual(before)
      expect((await tokens.rotateToken(third.token)).record.scopes).toEqual(['read'])
      expect(await tokens.updateToken({ id: record.id }, { scopes: [] })).toEqual({ count: 1 })
      const row = await context.db.prisma.deviceToken.findUnique({ where: { id: record.id } })
      expect(row?.scopes).toEqual([])
    })

    test('narrowed between the read of a rotation and its lock are not widened again', async () => {
      const tokens = deviceTokens()
      for (let round = 0; round < 20; round++) {
        const { token, record } = await tokens.generateToken(null, { scopes: ['read', 'write'] })
        const [rotated, updated] = await Promise.allSettled([
          tokens.rotateToken(token, { gracePeriod: 60_000 }),
          tokens.updateToken({ id: record.id }, { scopes: ['read'] }),
        ])
        expect([rotated.status, updated.status]).toEqual(['fulfilled', 'fulfilled'])
        if (rotated.status !== 'fulfilled') continue
        const old = await context.db.prisma.deviceToken.findUnique({ where: { id: record.id } })
        expect(old?.scopes).toEqual(['read'])
        // Either the rotation came first, or it has seen the narrower list.
        expect([['read', 'write'], ['read']]).toContainEqual(rotated.value.record.scopes)
      }
    })

    test('are known on a client that omits them', async () => {
      const { token } = await teamTokens().generateToken(randomUUID(), { scopes: ['teams:read'] })
      const client = await context.db.connect({ omit: { teamToken: { scopes: true } } })
      const tokens = teamTokens({}, client)
      expect(await tokens.authenticate(token, { scopes: ['teams:read'] })).toMatchObject({ ok: true })
      expect(await tokens.authenticate(token, { scopes: ['projects:read'] })).toMatchObject({ ok: false })
      await client.$disconnect()
    })

    test('of a row that is no list of strings are none', async () => {
      const tokens = teamTokens()
      const { token, record } = await tokens.generateToken(randomUUID(), { scopes: ['teams:read'] })
      const json = ['teams:read', { 'teams:read': true }, [['teams:read']], 7]
      const values = kind.provider === 'postgresql' ? [[]] : json
      for (const scopes of values) {
        await context.db.prisma.teamToken.update({ where: { id: record.id }, data: { scopes: scopes as never } })
        expect(await tokens.authenticate(token, { scopes: ['teams:read'] })).toMatchObject({ ok: false })
        expect(hasScopes({ scopes }, ['teams:read'])).toBe(false)
      }
    })

    test('need a field, and a declaration', async () => {
      const tokens = new WebAPITokenRepository(context.db.prisma, { ...watched(context, {}), scopes: ['read'] })
      const user = { id: 1 }
      const lacks = { code: 'ERR_WEBAPI_TOKEN_FIELD_MISSING' }
      expect(await failure(context, tokens.generateToken(user, { scopes: ['read'] } as never))).toMatchObject(lacks)
      expect(await failure(context, tokens.authenticate('wat_x', { scopes: ['read'] }))).toMatchObject(lacks)
      const undeclared = new WebAPITokenRepository(context.db.prisma, {
        ...watched(context, {}),
        model: 'teamToken' as const,
        owner: 'teamId' as const,
      })
      const none = await failure(context, undeclared.generateToken(randomUUID(), { scopes: ['read'] as never }))
      expect(none).toMatchObject(unknownScope)
    })
  })
}
