import { randomUUID } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { WebAPITokenRepository, type WebAPITokenRepositoryOptions } from '../../../src/index.js'
import { createTestToken } from '../../../src/testing/index.js'
import { failure, type SuiteContext, watched } from './context.js'

const hour = 3_600_000

/** Tokens that other tokens have made. */
export function parents(context: SuiteContext): void {
  const deviceTokens = (more: Partial<WebAPITokenRepositoryOptions> = {}, client = context.db.prisma) =>
    new WebAPITokenRepository(client, {
      ...watched(context, more),
      model: 'deviceToken' as const,
      owner: 'deviceId' as const,
      scopes: ['read', 'write'],
    })
  const createDevice = () => context.db.prisma.device.create({ data: { id: randomUUID() } })
  const rowOf = ({ record: { id } }: { record: { id: number } }) =>
    context.db.prisma.deviceToken.findUniqueOrThrow({ where: { id } })
  const inAnHour = () => new Date(Date.now() + hour)
  const ended = { code: 'ERR_WEBAPI_TOKEN_PARENT_ENDED' }

  /** A device with a token, one that this has made, and one that that has made. */
  async function generations(tokens = deviceTokens()) {
    const device = await createDevice()
    const parent = await tokens.generateToken(device, { scopes: ['read', 'write'], expires: inAnHour() })
    const child = await tokens.generateToken(device, { parent: parent.record, scopes: ['read'] })
    const grandchild = await tokens.generateToken(device, { parent: child.token, scopes: ['read'] })
    return { tokens, device, parent, child, grandchild }
  }

  describe('a token that another one has made', () => {
    test('has none but the scopes of its parent, and lives no longer', async () => {
      const { tokens, device, parent, child, grandchild } = await generations()
      expect((await rowOf(child)).parentId).toBe(parent.record.id)
      expect((await rowOf(grandchild)).parentId).toBe(child.record.id)
      for (const { record } of [child, grandchild]) expect(record.expires).toEqual(parent.record.expires)
      const make = (options: object) =>
        failure(context, tokens.generateToken(device, { parent: child.record, ...options }))
      const exceeded = { code: 'ERR_WEBAPI_TOKEN_SCOPE_EXCEEDED', scope: 'write' }
      const tooLong = { code: 'ERR_WEBAPI_TOKEN_LIFETIME_EXCEEDED' }
      expect(await make({ scopes: ['write'] })).toMatchObject(exceeded)
      expect(await make({ expires: null })).toMatchObject(tooLong)
      expect(await make({ expires: new Date(Date.now() + 2 * hour) })).toMatchObject(tooLong)
      await expect(tokens.updateToken(child.token, { scopes: ['read', 'write'] })).resolves.toEqual({ count: 1 })
      await expect(tokens.updateToken(grandchild.token, { scopes: ['read', 'write'] })).resolves.toEqual({ count: 1 })
      await tokens.updateToken(child.token, { scopes: ['read'] })
      await expect(tokens.updateToken(grandchild.token, { scopes: ['write'] })).rejects.toMatchObject(exceeded)
      await expect(tokens.updateToken(grandchild.token, { expires: null })).rejects.toMatchObject(tooLong)
      await expect(tokens.rotateToken(grandchild.token, { expires: null })).rejects.toMatchObject(tooLong)
      // Narrowed above it, the scope that its own row still has is denied, and not shown.
      expect(await tokens.authenticate(grandchild.token, { scopes: ['write'] })).toMatchObject({
        reason: 'insufficient-scope',
      })
      expect(await tokens.authenticate(grandchild.token)).toMatchObject({ ok: true, record: { scopes: ['read'] } })
      expect((await rowOf(grandchild)).scopes).toEqual(['read', 'write'])
    })

    test('ends with any of those above it, however they end', async () => {
      const ways: [string, (family: Awaited<ReturnType<typeof generations>>) => Promise<unknown>][] = [
        ['invalidateToken', ({ tokens, parent }) => tokens.invalidateToken(parent.token)],
        ['invalidateToken by id', ({ tokens, parent }) => tokens.invalidateToken({ id: parent.record.id })],
        ['of the owner', ({ tokens, device, parent }) => tokens.of(device).invalidateToken({ id: parent.record.id })],
        ['where', ({ tokens, parent }) => tokens.invalidateTokens({ where: { id: parent.record.id } })],
        [
          'in batches',
          ({ tokens, parent }) => tokens.invalidateTokens({ where: { id: parent.record.id }, batchSize: 1 }),
        ],
        ['owners', ({ tokens, device }) => tokens.invalidateTokens({ owners: [device] })],
        ['its expiry', ({ tokens, parent }) => tokens.updateToken(parent.token, { expires: new Date(Date.now() - 1) })],
      ]
      for (const [name, end] of ways) {
        const family = await generations()
        const { tokens, parent, child, grandchild } = family
        await end(family)
        for (const each of [parent, child, grandchild]) {
          const reason = name === 'its expiry' ? 'expired' : 'invalid'
          expect([name, await tokens.authenticate(each.token)]).toMatchObject([name, { ok: false, reason }])
        }
        const { tokens: listed } = await tokens.listTokens({ owner: family.device, status: ['active', 'retiring'] })
        expect([name, listed]).toEqual([name, []])
        expect(await failure(context, tokens.generateToken(family.device, { parent: child.record }))).toMatchObject(
          ended,
        )
      }
    })

    test('is counted and dated with the one that ended', async () => {
      const { tokens, parent, child, grandchild } = await generations()
      const told: number[] = []
      tokens.on('invalidated', ({ count }) => told.push(count))
      expect(await tokens.invalidateToken(parent.token, { invalidReason: 'Leaked' })).toEqual({ count: 3 })
      expect(told).toEqual([3])
      const { invalidDate } = await rowOf(parent)
      for (const each of [child, grandchild]) {
        expect(await rowOf(each)).toMatchObject({ valid: false, invalidReason: 'Leaked', invalidDate })
      }
    })

    test('ends at once when a row above it is changed or deleted by others', async () => {
      for (const change of ['revoke', 'delete'] as const) {
        const { tokens, parent, child, grandchild } = await generations()
        const { deviceToken } = context.db.prisma
        if (change === 'revoke') await deviceToken.update({ where: { id: parent.record.id }, data: { valid: false } })
        else await deviceToken.delete({ where: { id: parent.record.id } })
        for (const each of [child, grandchild]) {
          expect(await tokens.authenticate(each.token)).toMatchObject({ reason: 'invalid' })
        }
        await expect(tokens.rotateToken(child.token)).rejects.toMatchObject({ code: 'ERR_WEBAPI_TOKEN_INVALID' })
      }
    })

    test('may come from the cache, but its parent is asked', async () => {
      const cache = { store: new LRUCache<string, object>({ max: 100 }), ttl: 60_000 }
      const { tokens, parent, child } = await generations(deviceTokens({ cache }))
      for (let use = 0; use < 3; use++) expect(await tokens.authenticate(child.token)).toMatchObject({ ok: true })
      await context.db.prisma.deviceToken.update({ where: { id: parent.record.id }, data: { valid: false } })
      expect(await tokens.authenticate(child.token)).toMatchObject({ ok: false })
    })

    test('that cannot be reached does not keep its parent in the cache', async () => {
      let updates = 0
      const failing = context.db.prisma.$extends({
        query: {
          deviceToken: {
            updateMany({ args, query }) {
              if (++updates === 2) throw new Error('Connection lost')
              return query(args)
            },
          },
        },
      })
      const cache = { store: new LRUCache<string, object>({ max: 100 }), ttl: 60_000 }
      const { device, parent, child } = await generations()
      const tokens = deviceTokens({ cache, lastUsedInterval: Infinity }, failing as never)
      for (let use = 0; use < 2; use++) expect(await tokens.authenticate(parent.token)).toMatchObject({ ok: true })
      const told: number[] = []
      tokens.on('invalidated', ({ count }) => told.push(count))
      await expect(tokens.of(device).invalidateToken(parent.token)).rejects.toThrow('Connection lost')
      expect([updates, told]).toEqual([2, [1]])
      for (const each of [parent, child]) expect(await tokens.authenticate(each.token)).toMatchObject({ ok: false })
    })

    test('is kept by a rotation of its parent, also by one that is repeated', async () => {
      const { tokens, parent, child, grandchild } = await generations()
      const options = { retireOnFirstUse: true }
      const lost = await tokens.rotateToken(parent.token, options)
      expect((await rowOf(child)).parentId).toBe(lost.record.id)
      const second = await tokens.rotateToken(parent.token, options)
      expect((await rowOf(child)).parentId).toBe(second.record.id)
      expect(await tokens.authenticate(second.token)).toMatchObject({ ok: true })
      expect(await tokens.authenticate(parent.token)).toMatchObject({ ok: false })
      for (const each of [child, grandchild]) expect(await tokens.authenticate(each.token)).toMatchObject({ ok: true })
      const third = await tokens.rotateToken(second.token)
      expect(await tokens.authenticate(child.token)).toMatchObject({ ok: true })
      await tokens.invalidateToken(third.token)
      expect(await tokens.authenticate(grandchild.token)).toMatchObject({ ok: false })
    })

    test('stays one when it is rotated', async () => {
      const { tokens, parent, child, grandchild } = await generations()
      const rotated = await tokens.rotateToken(child.token)
      expect(await rowOf(rotated)).toMatchObject({ parentId: parent.record.id, expires: parent.record.expires })
      expect(await tokens.authenticate(grandchild.token)).toMatchObject({ ok: true })
      await tokens.invalidateToken(parent.token)
      expect(await tokens.authenticate(rotated.token)).toMatchObject({ ok: false })
    })

    test('has a parent of the same owner, which can be used, and is not too deep', async () => {
      const { tokens, device, parent } = await generations()
      const other = await createDevice()
      expect(await failure(context, tokens.generateToken(other, { parent: parent.record }))).toMatchObject(ended)
      expect(await failure(context, tokens.of(other).generateToken({ parent: parent.record }))).toMatchObject(ended)
      expect(await failure(context, tokens.generateToken(null, { parent: parent.record }))).toMatchObject(ended)
      await expect(tokens.generateToken(device, { parent: 7 } as never)).rejects.toThrow(/^parent/)
      expect(() => tokens.generateTokens([device], { parent: parent.record } as never)).toThrow(/no option "parent"/)
      // Somebody else's row in the place of the parent gives no rights.
      const theirs = await tokens.generateToken(other)
      const forged = await createTestToken(tokens, device, { parentId: theirs.record.id })
      expect(await tokens.authenticate(forged.token)).toMatchObject({ reason: 'invalid' })
      let last = await tokens.generateToken(null)
      for (let depth = 1; depth <= 8; depth++) last = await tokens.generateToken(null, { parent: last.record })
      expect(await tokens.authenticate(last.token)).toMatchObject({ ok: true })
      expect(await failure(context, tokens.generateToken(null, { parent: last.record }))).toMatchObject({
        code: 'ERR_WEBAPI_TOKEN_PARENT_TOO_DEEP',
      })
    })

    test('goes on when old rows are pruned: its parent stays', async () => {
      const tokens = deviceTokens()
      const device = await createDevice()
      const parent = await createTestToken(tokens, device, { timeAdded: new Date(0) })
      const child = await tokens.generateToken(device, { parent: parent.record })
      const unused = await createTestToken(tokens, device, { timeAdded: new Date(0) })
      expect(await tokens.of(device).pruneTokens({ unusedSince: new Date(1000) })).toEqual({ count: 1 })
      await expect(rowOf(unused)).rejects.toThrow()
      expect(await tokens.authenticate(child.token)).toMatchObject({ ok: true })
    })

    test('counts against the limit of its owner, and needs room', async () => {
      const { device, parent } = await generations()
      const tokens = deviceTokens({ maxTokensPerOwner: 3 })
      expect(await failure(context, tokens.generateToken(device, { parent: parent.record }))).toMatchObject({
        code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED',
      })
    })

    test("is made in a transaction of the app's, and gone with it", async () => {
      const { tokens, device, parent } = await generations()
      const inside = tokens.transaction(async (own) => {
        await own.generateToken(device, { parent: parent.record })
        throw new Error('The app has changed its mind')
      })
      await expect(inside).rejects.toThrow('The app has changed its mind')
      expect(await context.db.prisma.deviceToken.count({ where: { parentId: parent.record.id } })).toBe(1)
    })

    test('that is made while its parent is rotated or revoked is kept, or ends, in each of 30 rounds', async () => {
      for (let round = 0; round < 30; round++) {
        const tokens = deviceTokens()
        const device = await createDevice()
        const parent = await tokens.generateToken(device)
        const isRotated = round % 2 === 0
        const [child, end] = await Promise.allSettled([
          tokens.generateToken(device, { parent: parent.record }),
          isRotated ? tokens.rotateToken(parent.token) : tokens.invalidateToken(parent.token),
        ])
        expect(end.status).toBe('fulfilled')
        if (child.status === 'rejected') expect(child.reason).toMatchObject(ended)
        else expect(await tokens.authenticate(child.value.token)).toMatchObject({ ok: isRotated })
      }
    })
  })
}
