import { randomUUID } from 'node:crypto'

import { plaintextDigest, sha256Digest, WebAPITokenRepository } from '../../../src/index.js'
import { revocationRoute, tokenRoutes } from '../../../src/http/index.js'
import type { TestClient } from '../../support/databases.js'
import {
  createUser,
  failure,
  neverGenerated,
  repository,
  statementsOf,
  type SuiteContext,
  testToken,
} from './context.js'
import { reportLeak } from './leaks.js'

const hour = 3_600_000

/** The audit trail: what it has is what the table has, whatever happens. */
export function audit(context: SuiteContext): void {
  const audited = (options: Parameters<typeof repository>[1] = {}) => repository(context, { audit: true, ...options })

  /** The events of a user's tokens, the oldest first. */
  async function eventsOf(userId: number) {
    const events = await context.db.prisma.webAPITokenEvent.findMany({ where: { userId }, orderBy: { id: 'asc' } })
    context.observed.push(JSON.stringify(events))
    return events
  }

  /** What the events of a user's tokens say of the table. */
  async function replay(userId: number) {
    const state = new Map<number, { valid: boolean }>()
    for (const { type, tokenId, detail, timeAdded } of await eventsOf(userId)) {
      const known = state.get(tokenId)
      if (type === 'created') {
        if (known) throw new Error('A token was created twice')
        state.set(tokenId, { valid: true })
        continue
      }
      if (!known) throw new Error(`An event "${type}" of a token that was never created, or is gone`)
      if (type === 'pruned') state.delete(tokenId)
      if (type === 'invalidated' && !known.valid) throw new Error('A token was invalidated twice')
      const { retiresAt } = (detail ?? {}) as { retiresAt?: string }
      const isRetired = type === 'rotated' && retiresAt !== undefined && new Date(retiresAt) <= timeAdded
      if (type === 'invalidated' || isRetired) known.valid = false
    }
    return [...state].map(([id, { valid }]) => ({ id, valid })).sort((a, b) => a.id - b.id)
  }

  async function table(userId: number) {
    const select = { id: true, valid: true }
    return context.db.prisma.webAPIToken.findMany({ where: { userId }, select, orderBy: { id: 'asc' } })
  }

  async function types(userId: number) {
    return (await eventsOf(userId)).map(({ type, tokenId }) => `${type} ${tokenId}`)
  }

  describe('the audit trail', () => {
    test('tells of each verb what has changed, by whom and from where', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited()
      const by = { actor: 'user:7', context: { address: '192.0.2.1', nested: { at: new Date(0) } } }
      const { token, record } = await tokens.generateToken(user, { note: 'CI', ...by })
      await tokens.updateToken(token, { note: 'Nightly', policy: {}, ...by })
      const successor = await tokens.rotateToken({ id: record.id }, { gracePeriod: hour, ...by })
      await tokens.invalidateToken(successor.token, { invalidReason: 'Found in a log', ...by })
      await tokens.invalidateTokens({ users: [user], invalidReason: 'Left', ...by })
      await tokens.pruneTokens({ invalidatedBefore: new Date(Date.now() + hour), ...by })
      const events = await eventsOf(user.id)
      const common = {
        userId: user.id,
        actor: 'user:7',
        context: { address: '192.0.2.1', nested: { at: '1970-01-01T00:00:00.000Z' } },
      }
      const retiresAt: unknown = expect.stringMatching(/^\d{4}-.*Z$/)
      expect(events.slice(0, 6)).toMatchObject([
        { ...common, type: 'created', tokenId: record.id, detail: null },
        { ...common, type: 'updated', tokenId: record.id, detail: { fields: ['note', 'policy'] } },
        { ...common, type: 'rotated', tokenId: record.id, detail: { successorId: successor.record.id, retiresAt } },
        { ...common, type: 'created', tokenId: successor.record.id, detail: { predecessorId: record.id } },
        { ...common, type: 'invalidated', tokenId: successor.record.id, detail: { invalidReason: 'Found in a log' } },
        { ...common, type: 'invalidated', tokenId: record.id, detail: { invalidReason: 'Left' } },
      ])
      const pruned = events.slice(6)
      expect(pruned.map(({ tokenId }) => tokenId).sort()).toEqual([record.id, successor.record.id].sort())
      for (const each of pruned) expect(each).toMatchObject({ ...common, type: 'pruned', detail: null })
    })

    test('has no event where nothing has changed, or was done in vain', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited()
      const { token, record } = await tokens.generateToken(user)
      await tokens.invalidateToken(token)
      const before = await types(user.id)
      expect(await tokens.invalidateToken(token)).toEqual({ count: 0 })
      expect(await tokens.invalidateTokens({ users: [user] })).toEqual({ count: 0 })
      expect(await tokens.invalidateToken(neverGenerated())).toEqual({ count: 0 })
      expect(await tokens.updateToken(neverGenerated(), { note: '' })).toEqual({ count: 0 })
      await failure(context, tokens.rotateToken({ id: record.id }))
      await failure(context, tokens.generateToken(user, { expires: new Date(Number.NaN) }))
      await failure(context, tokens.generateToken({ id: 2 ** 31 - 1 }))
      expect(await tokens.authenticate(token)).toMatchObject({ ok: false })
      expect(await tokens.pruneTokens({ expiredBefore: new Date(0) })).toEqual({ count: 0 })
      expect(await types(user.id)).toEqual(before)
      expect(await context.db.prisma.webAPITokenEvent.count({ where: { userId: 2 ** 31 - 1 } })).toBe(0)
    })

    test('tells of what authentication changes, and of no use', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited({ digests: [sha256Digest(), plaintextDigest()] })
      const { token, record } = await tokens.generateToken(user)
      await tokens.authenticate(token)
      const next = await tokens.rotateToken({ id: record.id }, { retireOnFirstUse: true, gracePeriod: hour })
      const by = { context: { address: '192.0.2.9' } }
      expect(await tokens.authenticate(next.token, by)).toMatchObject({ ok: true })
      // The old one again: somebody else may have it.
      expect(await tokens.authenticate(token, by)).toMatchObject({ reason: 'invalid' })
      const plain = neverGenerated()
      const data = { userId: user.id, token: plain, tokenGeneratorId: 'nanoid', tokenHint: '', note: '' }
      const old = await context.db.prisma.webAPIToken.create({ data: { ...data, invalidReason: '' } })
      expect(await tokens.authenticate(plain, by)).toMatchObject({ ok: true })
      expect(await types(user.id)).toEqual([
        `created ${record.id}`,
        `rotated ${record.id}`,
        `created ${next.record.id}`,
        `invalidated ${record.id}`,
        `redigested ${old.id}`,
      ])
      expect((await eventsOf(user.id)).slice(3)).toMatchObject([by, by])
    })

    test('tells of a family that a reused token has ended', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited({ invalidateFamilyOnReuse: 'always' })
      const { token, record } = await tokens.generateToken(user)
      const next = await tokens.rotateToken(token)
      expect(await tokens.authenticate(token, { context: { address: '192.0.2.66' } })).toMatchObject({ ok: false })
      const last = (await eventsOf(user.id)).at(-1)
      expect(last).toMatchObject({ type: 'invalidated', tokenId: next.record.id, context: { address: '192.0.2.66' } })
      expect(await replay(user.id)).toEqual(await table(user.id))
      expect(record.id).not.toBe(next.record.id)
    })

    test('is the table again when it is replayed, after rotations that were repeated, batches and pruning', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited()
      const batches: number[] = []
      for await (const batch of tokens.generateTokens(Array(12).fill(user) as (typeof user)[], { batchSize: 5 })) {
        batches.push(...batch.map(({ record }) => record.id))
      }
      const [a = 0, b = 0, c = 0] = batches
      await tokens.rotateToken({ id: a })
      await tokens.rotateToken({ id: a }, { repeat: true })
      await tokens.rotateToken({ id: b }, { gracePeriod: hour })
      await tokens.rotateToken({ id: b }, { gracePeriod: hour })
      await tokens.invalidateToken({ id: c })
      expect(await replay(user.id)).toEqual(await table(user.id))
      await tokens.pruneTokens({ invalidatedBefore: new Date(Date.now() + hour), batchSize: 2 })
      expect(await replay(user.id)).toEqual(await table(user.id))
      await tokens.invalidateTokens({ users: [user], where: { id: { lte: batches[8] ?? 0 } }, batchSize: 2 })
      await tokens.invalidateTokens({ users: [user], where: { lastUpdated: { gt: new Date(0) } } })
      expect(await replay(user.id)).toEqual(await table(user.id))
      await tokens.pruneTokens({ invalidatedBefore: new Date(Date.now() + hour), batchSize: 2 })
      expect(await replay(user.id)).toEqual([])
      expect(await table(user.id)).toEqual([])
    })

    test('commits with a transaction of the app, and is rolled back with it', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited()
      const { record } = await tokens.generateToken(user)
      const before = await types(user.id)
      const changes = async (tx: Omit<TestClient, '$connect' | '$disconnect' | '$on' | '$use' | '$extends'>) => {
        const inTransaction = tokens.withTransaction(tx)
        await Promise.all([
          inTransaction.generateToken(user),
          inTransaction.updateToken({ id: record.id }, { note: 'x', expires: new Date(Date.now() + hour) }),
          inTransaction.generateToken(user),
        ])
        await inTransaction.rotateToken({ id: record.id })
        await inTransaction.invalidateTokens({ users: [user] })
        await inTransaction.pruneTokens({ invalidatedBefore: new Date(Date.now() + hour) })
      }
      await failure(
        context,
        context.db.prisma.$transaction(async (tx) => {
          await changes(tx)
          throw new Error('Rolled back')
        }),
      )
      expect(await types(user.id)).toEqual(before)
      await context.db.prisma.$transaction(changes)
      expect(await replay(user.id)).toEqual(await table(user.id))
      expect((await types(user.id)).filter((each) => each.startsWith('pruned'))).not.toEqual([])
    })

    test('undoes the change when it cannot be written', async () => {
      const user = await createUser(context.db.prisma)
      const { token, record } = await audited().generateToken(user)
      const before = { row: await table(user.id), types: await types(user.id) }
      const broken = context.db.prisma.$extends({
        query: { webAPITokenEvent: { createMany: () => Promise.reject(new Error('No space left on the device')) } },
      })
      const tokens = audited({ client: broken as unknown as TestClient })
      for (const change of [
        () => tokens.generateToken(user),
        () => tokens.updateToken(token, { note: 'other' }),
        () => tokens.updateToken(token, { expires: new Date() }),
        () => tokens.rotateToken(token),
        () => tokens.invalidateToken(token),
        () => tokens.invalidateTokens({ users: [user] }),
        () => tokens.invalidateTokens({ users: [user], batchSize: 10 }),
        () => tokens.pruneTokens({ unusedSince: new Date(Date.now() + hour) }),
      ]) {
        expect((await failure(context, change())).message).toBe('No space left on the device')
      }
      expect(await table(user.id)).toEqual(before.row)
      expect(await types(user.id)).toEqual(before.types)
      expect(await context.db.prisma.webAPIToken.findMany({ where: { id: record.id } })).toMatchObject([{ note: '' }])
    })

    test('has one event for each token that concurrent calls invalidate, in 10 rounds', async () => {
      for (let round = 0; round < 10; round++) {
        const user = await createUser(context.db.prisma)
        const tokens = audited()
        const ids: number[] = []
        for await (const batch of tokens.generateTokens(Array(8).fill(user) as (typeof user)[])) {
          ids.push(...batch.map(({ record }) => record.id))
        }
        const [a = 0, b = 0] = ids
        await Promise.allSettled([
          tokens.invalidateTokens({ users: [user], invalidReason: 'first' }),
          tokens.invalidateTokens({ users: [user], where: { id: { in: ids.slice(4) } }, batchSize: 2 }),
          tokens.invalidateToken({ id: a }),
          tokens.rotateToken({ id: b }),
          tokens.generateToken(user),
          ...ids.map((id) => tokens.invalidateToken({ id })),
        ])
        expect(await replay(user.id)).toEqual(await table(user.id))
      }
    })

    test('has an event for each of the calls that come together in one turn', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited()
      const made = await Promise.all([1, 2, 3].map(() => tokens.generateToken(user)))
      expect(await replay(user.id)).toEqual(await table(user.id))
      await Promise.all(made.map(({ token }) => tokens.invalidateToken(token)))
      expect(await replay(user.id)).toEqual(await table(user.id))
      expect((await types(user.id)).filter((each) => each.startsWith('invalidated'))).toHaveLength(3)
    })

    test('keeps the limit of tokens', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited({ maxTokensPerUser: 3 })
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => tokens.generateToken(user)))
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
      expect(await replay(user.id)).toEqual(await table(user.id))
      const [first] = await table(user.id)
      await tokens.updateToken({ id: first?.id ?? 0 }, { expires: new Date(0) })
      await tokens.generateToken(user)
      const late = tokens.updateToken({ id: first?.id ?? 0 }, { expires: null })
      expect((await failure(context, late)).code).toBe('ERR_WEBAPI_TOKEN_LIMIT_REACHED')
      expect((await types(user.id)).filter((each) => each.startsWith('updated'))).toHaveLength(1)
    })

    test('retries a token that is taken, with one event', async () => {
      const user = await createUser(context.db.prisma)
      const taken = neverGenerated()
      const free = neverGenerated()
      const given = [taken, taken, free]
      const generator = { id: 'in-turn', createToken: () => given.shift() ?? '', validateToken: () => true }
      await audited({ generator: { ...generator, createToken: () => taken } }).generateToken(user)
      const { record } = await audited({ generator }).generateToken(user)
      expect((await types(user.id)).at(-1)).toBe(`created ${record.id}`)
      expect(await types(user.id)).toHaveLength(2)
    })

    test('works with other owners, ids and generations of tokens', async () => {
      const { prisma } = context.db
      const teamId = randomUUID()
      const teams = new WebAPITokenRepository(prisma, {
        model: 'teamToken',
        owner: 'teamId',
        audit: { model: 'teamTokenEvent' },
      })
      const { token, record } = await teams.generateToken(teamId)
      await teams.of(teamId).invalidateToken(token, { actor: 'team' })
      const { events } = await teams.of(teamId).listTokenEvents({ orderBy: { timeAdded: 'asc' } })
      expect(events).toMatchObject([
        { type: 'created', teamId, tokenId: record.id },
        { type: 'invalidated', teamId, actor: 'team' },
      ])
      expect((await teams.of(randomUUID()).listTokenEvents()).events).toEqual([])

      const { id: deviceId } = await prisma.device.create({ data: { id: randomUUID() } })
      const devices = new WebAPITokenRepository(prisma, {
        model: 'deviceToken',
        owner: 'deviceId',
        audit: { model: 'deviceTokenEvent' },
        scopes: ['read', 'write'],
      })
      const parent = await devices.generateToken(deviceId, { scopes: ['read'] })
      const child = await devices.generateToken(deviceId, { parent: parent.record, scopes: ['read'] })
      const grandchild = await devices.generateToken(deviceId, { parent: child.record, scopes: ['read'] })
      await devices.updateToken(parent.record, { expires: new Date(Date.now() + hour) })
      await devices.invalidateToken(parent.token, { invalidReason: 'Lost', actor: 'support' })
      const all = await devices.listTokenEvents({ owner: deviceId, orderBy: { id: 'asc' } })
      const [p, c, g] = [parent, child, grandchild].map(({ record: { id } }) => id)
      expect(all.events.map(({ type, tokenId, actor, detail }) => ({ type, tokenId, actor, detail }))).toEqual([
        { type: 'created', tokenId: p, actor: '', detail: null },
        { type: 'created', tokenId: c, actor: '', detail: { parentId: p } },
        { type: 'created', tokenId: g, actor: '', detail: { parentId: c } },
        { type: 'updated', tokenId: c, actor: '', detail: { fields: ['expires'], byParent: true } },
        { type: 'updated', tokenId: g, actor: '', detail: { fields: ['expires'], byParent: true } },
        { type: 'updated', tokenId: p, actor: '', detail: { fields: ['expires'] } },
        { type: 'invalidated', tokenId: p, actor: 'support', detail: { invalidReason: 'Lost' } },
        { type: 'invalidated', tokenId: c, actor: 'support', detail: { invalidReason: 'Lost', byParent: true } },
        { type: 'invalidated', tokenId: g, actor: 'support', detail: { invalidReason: 'Lost', byParent: true } },
      ])
      // The tokens of nobody.
      const own = await devices.generateToken(null)
      expect((await devices.of(null).listTokenEvents()).events).toMatchObject([
        { tokenId: own.record.id, deviceId: null },
      ])
      await devices.of(null).invalidateTokens()

      const account = await prisma.account.create({ data: { email: `${randomUUID()}@example.org` } })
      const access = new WebAPITokenRepository(prisma, { model: 'accessToken', audit: { model: 'accessTokenEvent' } })
      const of = await access.generateToken(account, { data: { department: 'it', region: 'eu' } })
      await access.rotateToken(of.token)
      const page = await access.listTokenEvents({ user: account, take: 2 })
      const next = await access.listTokenEvents({ user: account, take: 2, cursor: page.nextCursor })
      expect([...page.events, ...next.events].map(({ type }) => type).sort()).toEqual(['created', 'created', 'rotated'])
      expect(next.nextCursor).toBeNull()

      const robot = await prisma.robot.create({ data: { id: BigInt(Date.now()) } })
      const robots = new WebAPITokenRepository(prisma, { model: 'robotToken', audit: { model: 'robotTokenEvent' } })
      const first = await robots.generateToken(robot, { data: { id: robot.id } })
      await robots.rotateToken(first.token, { data: { id: robot.id + 1n } })
      const trail = await robots.listTokenEvents({ token: first.record, type: 'rotated' })
      expect(trail.events).toMatchObject([
        { tokenId: robot.id, userId: robot.id, detail: { successorId: String(robot.id + 1n) } },
      ])
    })

    test('tells who has used the routes, and what GitHub has reported', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = audited()
      const author = ({ headers }: Request) => ({ context: { address: headers.get('x-address') } })
      const routes = tokenRoutes(tokens, {
        owner: () => user,
        author: (request) => ({ ...author(request), actor: `user:${user.id}` }),
      })
      const request = (method: string, path: string, body?: string | URLSearchParams) => {
        const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
        const headers = { 'x-address': '192.0.2.4', ...type }
        return new Request(`http://localhost${path}`, { method, headers, ...(body !== undefined && { body }) })
      }
      const created = await routes(request('POST', '/', '{"note":"x"}'))
      const { id } = ((await created.json()) as { record: { id: number } }).record
      expect((await routes(request('PATCH', `/${id}`, '{"note":"y"}'))).status).toBe(204)
      expect((await routes(request('DELETE', `/${id}`))).status).toBe(204)
      const { token } = await tokens.generateToken(user)
      await revocationRoute(tokens, { author })(request('POST', '/', new URLSearchParams({ token })))
      const leaked = await tokens.generateToken(user)
      await reportLeak(tokens, leaked.token)
      const events = (await eventsOf(user.id)).map(({ type, actor, context: origin }) => ({ type, actor, origin }))
      const [actor, origin] = [`user:${user.id}`, { address: '192.0.2.4' }]
      expect(events).toEqual([
        { type: 'created', actor, origin },
        { type: 'updated', actor, origin },
        { type: 'invalidated', actor, origin },
        { type: 'created', actor: '', origin: null },
        { type: 'invalidated', actor: '', origin },
        { type: 'created', actor: '', origin: null },
        {
          type: 'invalidated',
          actor: 'GitHub secret scanning',
          origin: { url: expect.stringContaining('https://github.com/'), source: 'content' },
        },
      ])
      const own = tokens.of(user, { actor: 'support' })
      await own.invalidateToken((await own.generateToken()).token, { actor: 'cron' })
      expect((await eventsOf(user.id)).slice(-2).map((event) => event.actor)).toEqual(['support', 'cron'])
      expect(() => repository(context).of(user, { actor: 'support' })).toThrow(/^actor: .*audit/)
    })

    test('costs nothing when it is off, and one statement for each batch of tokens when it is on', async () => {
      const user = await createUser(context.db.prisma)
      const counts = async (options: object) => {
        const { record } = await repository(context).generateToken(user)
        const statements = await statementsOf(context, async (client) => {
          const tokens = repository(context, { client, ...options })
          await tokens.updateToken({ id: record.id }, { note: 'x' })
          await tokens.invalidateToken({ id: record.id })
        })
        return statements.filter((sql) => /token_event/i.test(sql)).length
      }
      expect(await counts({})).toBe(0)
      expect(await counts({ audit: false })).toBe(0)
      expect(await counts({ audit: true })).toBe(2)
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client, audit: true })
        for await (const _ of tokens.generateTokens(Array(20).fill(user) as (typeof user)[]));
      })
      expect(statements.filter((sql) => /INSERT INTO.*token_event/i.test(sql))).toHaveLength(1)
    })
  })

  describe('listTokenEvents', () => {
    test('lists in stable pages, by token, owner, type and time', async () => {
      const user = await createUser(context.db.prisma)
      const other = await createUser(context.db.prisma)
      let now = Date.now()
      const tokens = audited({ clock: () => new Date((now += 1000)) })
      const made = [await tokens.generateToken(user), await tokens.generateToken(user)] as const
      await tokens.generateToken(other)
      await tokens.updateToken(made[0].token, { note: 'a' })
      const middle = new Date(now + 500)
      await tokens.invalidateTokens({ users: [user] })
      const seen: unknown[] = []
      for (let cursor: string | null = null, pages = 0; pages === 0 || cursor; pages++) {
        const page = await tokens.listTokenEvents({ user, take: 2, cursor })
        seen.push(...page.events.map(({ id }) => id))
        cursor = page.nextCursor
      }
      const ids = (await eventsOf(user.id)).map(({ id }) => id)
      expect(seen).toHaveLength(5)
      expect([...seen].sort()).toEqual([...ids].sort())
      const list = async (options: object) =>
        (await tokens.listTokenEvents({ user, orderBy: { timeAdded: 'asc' }, ...options })).events.map(
          ({ type }) => type,
        )
      expect(await list({ token: made[0].token })).toEqual(['created', 'updated', 'invalidated'])
      expect(await list({ token: { id: made[1].record.id } })).toEqual(['created', 'invalidated'])
      expect(await list({ type: 'updated' })).toEqual(['updated'])
      expect(await list({ type: ['created', 'updated'] })).toEqual(['created', 'created', 'updated'])
      expect(await list({ type: [] })).toEqual([])
      expect(await list({ since: middle })).toEqual(['invalidated', 'invalidated'])
      expect(await list({ until: middle })).toEqual(['created', 'created', 'updated'])
      expect(await list({ token: neverGenerated() })).toEqual([])
      // Its history outlives a token.
      await tokens.pruneTokens({ invalidatedBefore: new Date(now + hour) })
      expect(await list({ token: { id: made[1].record.id } })).toEqual(['created', 'invalidated', 'pruned'])
      const { events } = await tokens.of(other).listTokenEvents({ token: { id: made[0].record.id } })
      expect(events).toEqual([])
    })

    test('refuses what it cannot do', async () => {
      const user = await createUser(context.db.prisma)
      const [tokens, off] = [audited(), repository(context)]
      const misuse = async (call: () => Promise<unknown>) => {
        const error = await failure(context, Promise.resolve().then(call))
        expect(error).toBeInstanceOf(TypeError)
        return error.message
      }
      expect(await misuse(() => off.listTokenEvents())).toContain('audit')
      expect(await misuse(() => off.pruneTokenEvents({ before: new Date() }))).toContain('audit')
      const { record } = await off.generateToken(user)
      const call = { actor: 'a' }
      const verbs = [
        () => off.generateToken(user, call),
        () => off.updateToken({ id: record.id }, { note: '', ...call }),
        () => off.rotateToken({ id: record.id }, call),
        () => off.invalidateToken({ id: record.id }, call),
        () => off.invalidateTokens({ users: [user], ...call }),
        () => off.pruneTokens({ expiredBefore: new Date(), ...call }),
        () => off.redigestTokens(call),
        () => off.authenticate(neverGenerated(), call),
        () => off.authenticate(neverGenerated(), { context: {} }),
        async () => {
          for await (const _ of off.generateTokens([user], call));
        },
      ]
      for (const verb of verbs) expect(await misuse(verb)).toMatch(/^(actor|context): .*audit/)
      const cyclic: Record<string, unknown> = {}
      cyclic.self = cyclic
      for (const given of [cyclic, { big: 1n }, [], 'text', new Map()]) {
        expect(await misuse(() => tokens.generateToken(user, { context: given as Record<string, unknown> }))).toMatch(
          /^context must be/,
        )
      }
      expect(await misuse(() => tokens.generateToken(user, { actor: 5 as unknown as string }))).toBe(
        'actor must be a string',
      )
      expect(await misuse(() => tokens.listTokenEvents({ type: 'used' as 'created' }))).toContain('type must be one of')
      expect(await misuse(() => tokens.listTokenEvents({ user: undefined as unknown as number }))).toContain('user')
      expect(await misuse(() => tokens.pruneTokenEvents({} as { before: Date }))).toBe('before must be given')
      expect((await failure(context, tokens.listTokenEvents({ cursor: 'x' }))).code).toBe(
        'ERR_WEBAPI_TOKEN_INVALID_CURSOR',
      )
      expect((await failure(context, tokens.listTokenEvents({ token: '17' }))).code).toBe('ERR_WEBAPI_TOKEN_MALFORMED')
      expect(() => audited({ audit: { model: 'auditLog' } })).toThrow(/no model "auditLog" for the option audit/)
      expect(() => audited({ audit: { model: 'teamTokenEvent' } })).toThrow(/lacks userId/)
      expect(() => audited({ audit: { model: 'robotTokenEvent' } })).toThrow(
        /tokenId is BigInt, not Int; userId is BigInt/,
      )
      expect(() => audited({ audit: 'yes' as unknown as boolean })).toThrow(TypeError)
    })
  })

  test('pruneTokenEvents deletes what is old, in batches', async () => {
    const user = await createUser(context.db.prisma)
    const long = (days: number) => new Date(Date.UTC(1990, 0, 1 + days))
    const data = Array.from({ length: 7 }, (_, index) => ({
      userId: user.id,
      tokenId: 1,
      type: 'created',
      timeAdded: long(index),
    }))
    await context.db.prisma.webAPITokenEvent.createMany({ data })
    const tokens = audited()
    expect(await tokens.pruneTokenEvents({ before: long(5), dryRun: true })).toEqual({ count: 5 })
    const progress: number[] = []
    const onProgress = ({ count }: { count: number }) => progress.push(count)
    expect(await tokens.pruneTokenEvents({ before: long(5), batchSize: 2, onProgress })).toEqual({ count: 5 })
    expect(progress).toEqual([2, 4, 5])
    expect(await eventsOf(user.id)).toMatchObject([{ timeAdded: long(5) }, { timeAdded: long(6) }])
    const aborted = tokens.pruneTokenEvents({ before: long(9), signal: AbortSignal.abort(new Error('Stop')) })
    expect((await failure(context, aborted)).message).toBe('Stop')
    expect(await eventsOf(user.id)).toHaveLength(2)
    await testToken(context.db.prisma, user)
  })
}
