import { randomUUID } from 'node:crypto'

import { WebAPITokenRepository, webAPITokens } from '../../../src/index.js'
import type { DatabaseKind } from '../../support/databases.js'
import { createUser, failure, repository, statementsOf, type SuiteContext, watched } from './context.js'

/** Teams as owners, with no more columns than there must be, and devices, or nobody. */
export function owners(context: SuiteContext, kind: DatabaseKind): void {
  const data = {}
  const options = (more: object = {}) => watched(context, more)
  const teamTokens = (more: { maxTokensPerOwner?: number } = {}, client = context.db.prisma) =>
    new WebAPITokenRepository(client, { ...options(more), model: 'teamToken' as const, owner: 'teamId' as const })
  const deviceTokens = (more: { maxTokensPerOwner?: number } = {}) =>
    new WebAPITokenRepository(context.db.prisma, {
      ...options(more),
      model: 'deviceToken' as const,
      owner: 'deviceId' as const,
    })
  const rowsOf = (teamId: string) => context.db.prisma.teamToken.findMany({ where: { teamId }, orderBy: { id: 'asc' } })

  describe('the owner', () => {
    test('may be a team without a relation, and the model small', async () => {
      const [team, other] = [randomUUID(), randomUUID()]
      const tokens = teamTokens()
      const { token, record } = await tokens.generateToken(team, { data, expires: new Date('2100-01-01T00:00:00Z') })
      const theirs = await tokens.generateToken({ id: other }, { data })
      expect(record).toMatchObject({ teamId: team, valid: true })
      expect(record).not.toHaveProperty('note')
      const authenticated = await tokens.authenticate(token)
      expect(authenticated).toEqual({ ok: true, record, deprecated: false, tokenType: 'wat' })
      expect(await tokens.updateToken(token, { expires: null })).toEqual({ count: 1 })
      const { tokens: listed } = await tokens.listTokens({ owner: team, status: ['active', 'retiring'] })
      expect(listed).toMatchObject([{ status: 'active', record: { id: record.id, expires: null } }])
      expect((await tokens.listTokens({ owner: team, status: 'retiring' })).tokens).toEqual([])
      expect(await tokens.invalidateTokens({ owners: [team] })).toEqual({ count: 1 })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
      expect(await tokens.authenticate(theirs.token)).toMatchObject({ ok: true })
      const batches: number[] = []
      for await (const batch of tokens.generateTokens([team, other, team], { data, batchSize: 2 })) {
        batches.push(batch.length)
      }
      expect(batches).toEqual([2, 1])
      const future = new Date(Date.now() + 60_000)
      expect(await tokens.pruneTokens({ invalidatedBefore: future, unusedSince: future })).toMatchObject({
        count: expect.any(Number),
      })
      expect(await rowsOf(team)).toEqual([])
    })

    test('is told by its own name, and asked whether it is active', async () => {
      const team = randomUUID()
      const tokens = teamTokens({ maxTokensPerOwner: 1 })
      const told: unknown[] = []
      tokens.on('invalidated', ({ filter }) => told.push(filter))
      const { token } = await tokens.generateToken(team, { data })
      const error = await failure(context, tokens.generateToken(team, { data }))
      expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED', ownerId: team, limit: 1 })
      expect(error.message).toMatch(/^The owner .* maxTokensPerOwner allows: 1/)
      expect(await tokens.authenticate(token, { isOwnerActive: () => false })).toMatchObject({
        reason: 'owner-inactive',
      })
      await expect(tokens.authenticateOrThrow(token, { isOwnerActive: () => false })).rejects.toMatchObject({
        code: 'ERR_WEBAPI_TOKEN_OWNER_INACTIVE',
      })
      await tokens.invalidateTokens({ owners: [team] })
      expect(told).toEqual([{ ownerIds: [team] }])
    })

    test('has two names in options where it is a user, of which a call has one', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { maxTokensPerOwner: 1 })
      const { token, record } = await tokens.generateToken(user)
      await expect(tokens.generateToken(user)).rejects.toThrow(/^The user .* maxTokensPerUser allows: 1/)
      for (const whose of [{ owner: user }, { user }]) {
        expect((await tokens.listTokens(whose)).tokens).toMatchObject([{ record: { id: record.id } }])
      }
      const both = (name: string) => new RegExp(`^${name} are one option`)
      await expect(tokens.listTokens({ owner: user, user })).rejects.toThrow(both('owner and user'))
      await expect(tokens.invalidateTokens({ owners: [user], users: [user] })).rejects.toThrow(both('owners and users'))
      const check = () => true
      const checks = { isOwnerActive: check, isUserActive: check }
      await expect(tokens.authenticate(token, checks)).rejects.toThrow(both('isOwnerActive and isUserActive'))
      expect(() => repository(context, { maxTokensPerOwner: 1, maxTokensPerUser: 1 })).toThrow(
        both('maxTokensPerOwner and maxTokensPerUser'),
      )
      expect(await tokens.invalidateTokens({ owners: [user] })).toEqual({ count: 1 })
    })

    test('has one name where it is something else', async () => {
      const tokens = teamTokens()
      const team = randomUUID()
      await expect(tokens.listTokens({ user: team } as never)).rejects.toThrow(
        new TypeError('user: the owner of these tokens is the field teamId; the option is owner'),
      )
      await expect(tokens.invalidateTokens({ users: [team] } as never)).rejects.toThrow(/the option is owners$/)
      expect(
        () =>
          new WebAPITokenRepository(context.db.prisma, {
            model: 'teamToken',
            owner: 'teamId',
            maxTokensPerUser: 1,
          }),
      ).toThrow(/the option is maxTokensPerOwner$/)
      await expect(tokens.generateToken(null as never, { data })).rejects.toThrow(TypeError)
      await expect(tokens.generateToken(team, { data: { ...data, teamId: team } } as never)).rejects.toThrow(
        new TypeError('data.teamId cannot be set through data'),
      )
    })

    test('that the model does not have is an error of the construction', () => {
      const construct = () => new WebAPITokenRepository(context.db.prisma, { owner: 'ownerId' } as never)
      expect(construct).toThrow('The model "WebAPIToken" lacks ownerId')
      expect(construct).toThrow(expect.objectContaining({ code: 'ERR_WEBAPI_TOKEN_FIELD_MISSING' }) as Error)
    })

    test('may be nobody where the field may be null', async () => {
      const { prisma } = context.db
      const device = await prisma.device.create({ data: { id: randomUUID() } })
      const tokens = deviceTokens({ maxTokensPerOwner: 1 })
      const nobodys = [await tokens.generateToken(null, { data }), await tokens.generateToken(null, { data })]
      const theirs = await tokens.generateToken(device, { data })
      await expect(tokens.generateToken(device, { data })).rejects.toThrow(/^The owner/)
      expect(await tokens.authenticate(nobodys[0]?.token)).toMatchObject({ ok: true, record: { deviceId: null } })
      const rotated = await tokens.rotateToken(nobodys[1]?.token ?? '', { gracePeriod: 60_000 })
      expect(rotated.record).toMatchObject({ deviceId: null })
      const ids = (await tokens.listTokens({ owner: null, status: ['active', 'retiring'] })).tokens.map(
        ({ record }) => record.id,
      )
      expect(ids).toEqual(expect.arrayContaining([...nobodys, rotated].map(({ record }) => record.id)))
      expect(ids).not.toContain(theirs.record.id)
      const count = await prisma.deviceToken.count({ where: { deviceId: null, valid: true } })
      expect(await tokens.invalidateTokens({ owners: [null] })).toEqual({ count })
      expect(await tokens.authenticate(theirs.token)).toMatchObject({ ok: true })
      expect(await tokens.invalidateTokens({ owners: [null, device] })).toEqual({ count: 1 })
    })

    test(`has a limit that 6 calls at once keep, without a relation too, in each of 8 rounds`, async () => {
      const tokens = teamTokens({ maxTokensPerOwner: 3 })
      for (let round = 0; round < 8; round++) {
        const team = randomUUID()
        const results = await Promise.allSettled(Array.from({ length: 6 }, () => tokens.generateToken(team, { data })))
        const failed = results.filter((result) => result.status === 'rejected')
        expect(failed.map(({ reason }) => (reason as { code?: string }).code)).toEqual(
          Array(3).fill('ERR_WEBAPI_TOKEN_LIMIT_REACHED'),
        )
        expect(await rowsOf(team)).toHaveLength(3)
      }
    })

    test("cannot have a limit without a relation in a transaction of the app's, on MySQL", async () => {
      if (kind.provider !== 'mysql') return
      const tokens = teamTokens({ maxTokensPerOwner: 1 })
      const inside = context.db.prisma.$transaction((tx) =>
        tokens.withTransaction(tx).generateToken(randomUUID(), { data }),
      )
      expect(await failure(context, inside)).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_ISOLATION_LEVEL' })
    })
  })

  describe('fields that the model lacks', () => {
    const lacking = (fields: string) => new RegExp(`needs fields that the model "TeamToken" lacks: add ${fields} to`)

    test('are named by the options and verbs that need them', async () => {
      const team = randomUUID()
      const tokens = teamTokens()
      const { token } = await tokens.generateToken(team, { data })
      const calls: [Promise<unknown>, string][] = [
        [tokens.generateToken(team, { data, note: 'x' } as never), 'note'],
        [tokens.generateToken(team, { data, policy: {} } as never), 'policy'],
        [tokens.updateToken(token, { extraData: 1 } as never), 'extraData'],
        [tokens.rotateToken(token as never), 'familyId, successorId, retireOnFirstUse'],
        [tokens.listExpiring({ within: 1 } as never), 'expiryNotified'],
      ]
      for (const [call, fields] of calls) {
        const error = await failure(context, call)
        expect(error.message).toMatch(lacking(fields))
        expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_FIELD_MISSING' })
      }
    })

    test('cost a model nothing: one statement for each authentication and generation', async () => {
      const tokens = teamTokens()
      const team = randomUUID()
      const { token } = await tokens.generateToken(team, { data })
      const authenticated = await statementsOf(context, (client) =>
        teamTokens({}, client).authenticate(token, { lastUsedInterval: Infinity }),
      )
      expect(authenticated).toHaveLength(1)
    })
  })

  describe('of(owner)', () => {
    test('finds nothing of anybody else, whatever the verb', async () => {
      const [mine, other] = [await createUser(context.db.prisma), await createUser(context.db.prisma)]
      const all = repository(context)
      const tokens = all.of(mine)
      const theirs = await all.generateToken(other, { expires: new Date(Date.now() + 60_000) })
      const before = await context.db.prisma.webAPIToken.findUnique({ where: { id: theirs.record.id } })
      for (const reference of [theirs.token, { id: theirs.record.id }]) {
        expect(await failure(context, tokens.rotateToken(reference))).toMatchObject({
          code: 'ERR_WEBAPI_TOKEN_UNKNOWN',
        })
        expect(await tokens.updateToken(reference, { note: 'x', expires: null })).toEqual({ count: 0 })
        expect(await tokens.invalidateToken(reference)).toEqual({ count: 0 })
      }
      expect(await tokens.invalidateTokens()).toEqual({ count: 0 })
      expect(await tokens.invalidateTokens({ where: { id: theirs.record.id }, batchSize: true })).toEqual({ count: 0 })
      expect(await tokens.listTokens()).toEqual({ tokens: [], nextCursor: null })
      expect(await tokens.listExpiring({ within: 3_600_000 })).toEqual([])
      expect(await tokens.pruneTokens({ unusedSince: new Date(Date.now() + 60_000) })).toEqual({ count: 0 })
      expect(await context.db.prisma.webAPIToken.findUnique({ where: { id: theirs.record.id } })).toEqual(before)
    })

    test('does with those of the owner what the repository does', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context).of(user.id)
      const { token, record } = await tokens.generateToken({ note: 'CI' })
      expect(record).toMatchObject({ userId: user.id, note: 'CI' })
      expect(await tokens.updateToken({ id: record.id }, { expires: new Date(Date.now() + 60_000) })).toEqual({
        count: 1,
      })
      expect(await tokens.listExpiring({ within: 3_600_000 })).toMatchObject([{ record: { id: record.id } }])
      const second = await tokens.rotateToken(token, { gracePeriod: 60_000 })
      const third = await tokens.rotateToken(token, { gracePeriod: 60_000 })
      expect((await tokens.listTokens({ orderBy: { id: 'asc' } })).tokens.map(({ status }) => status)).toEqual([
        'retiring',
        'invalid',
        'active',
      ])
      expect(await tokens.invalidateToken({ id: third.record.id })).toEqual({ count: 1 })
      expect(await tokens.invalidateTokens({ where: { id: record.id } })).toEqual({ count: 1 })
      const future = new Date(Date.now() + 60_000)
      expect(await tokens.pruneTokens({ invalidatedBefore: future })).toEqual({ count: 3 })
      expect(second.token).not.toBe(third.token)
    })

    test('has the filter for the owner in each statement that reads or changes tokens', async () => {
      const user = await createUser(context.db.prisma)
      const { token, record } = await repository(context).generateToken(user)
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client }).of(user)
        await tokens.updateToken({ id: record.id }, { note: 'x' })
        await tokens.listTokens()
        const second = await tokens.rotateToken(token, { retireOnFirstUse: true })
        const third = await tokens.rotateToken(token, { retireOnFirstUse: true })
        await tokens.invalidateToken(third.token)
        await tokens.invalidateTokens({ where: { id: second.record.id }, batchSize: true })
        await tokens.pruneTokens({ unusedSince: new Date(0) })
      })
      // On MySQL, Prisma reads back what it has inserted.
      const isOwn = (sql: string, index: number) => !/^\s*INSERT/i.test(`${statements[index - 1] ?? ''}\n${sql}`)
      const ofTokens = statements.filter(
        (sql, index) => /webapi_token\W/.test(sql) && !/^\s*INSERT|pg_advisory/i.test(sql) && isOwn(sql, index),
      )
      expect(ofTokens.length).toBeGreaterThan(10)
      // A list of columns does not count.
      const conditions = ofTokens.map((sql) => sql.slice(sql.search(/\bWHERE\b/)))
      expect(conditions.filter((condition) => !condition.includes('user_id'))).toEqual([])
    })

    test('refuses an owner that is none, and options that name another', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context)
      for (const nobody of [undefined, null, {}, NaN, 'x']) expect(() => tokens.of(nobody as never)).toThrow(TypeError)
      const ofUser = tokens.of(user)
      await expect(ofUser.listTokens({ user: 1 } as never)).rejects.toThrow('user: the repository is that of one owner')
      await expect(ofUser.invalidateTokens({ users: null } as never)).rejects.toThrow(/^users: the repository/)
    })

    test('is there on the delegate, and in a transaction', async () => {
      const user = await createUser(context.db.prisma)
      const db = context.db.prisma.$extends(webAPITokens(options()))
      const { record } = await db.webAPIToken.of(user).generateToken({ note: 'CI' })
      await failure(
        context,
        db.$transaction(async (tx) => {
          expect(await tx.webAPIToken.of(user).invalidateTokens()).toEqual({ count: 1 })
          throw new Error('The app gives up')
        }),
      )
      expect(await db.webAPIToken.of(user).listTokens()).toMatchObject({
        tokens: [{ status: 'active', record: { id: record.id } }],
      })
    })

    test('of two models stands side by side on one client', async () => {
      const [user, team] = [await createUser(context.db.prisma), randomUUID()]
      const db = context.db.prisma
        .$extends(webAPITokens(options()))
        .$extends(webAPITokens({ ...options(), model: 'teamToken', owner: 'teamId' }))
      const ours = await db.webAPIToken.of(user).generateToken()
      const theirs = await db.teamToken.of(team).generateToken({ data })
      expect(await db.webAPIToken.authenticate(ours.token)).toMatchObject({ ok: true })
      expect(await db.teamToken.authenticate(ours.token)).toMatchObject({ ok: false, reason: 'unknown' })
      expect(await db.teamToken.authenticate(theirs.token)).toMatchObject({ ok: true, record: { teamId: team } })
    })
  })
}
