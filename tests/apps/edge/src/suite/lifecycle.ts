import assert from 'node:assert/strict'
import { test } from 'node:test'

import { plaintextDigest, sha256Digest, WebAPITokenRepository } from 'prisma-webapi-token'

import type { EdgeDatabase } from '../edge-database.js'
import { atOnce, counted, signUp } from './support.js'

const day = 86_400_000

/** What happens to tokens between the first request and the last one. */
export function testLifecycle(database: EdgeDatabase): void {
  const prisma = database.connect()
  const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })

  test('invalidateToken ends one token, once', async () => {
    const { token, record } = await tokens.generateToken(await signUp(prisma))
    assert.deepEqual(await tokens.invalidateToken(token, { invalidReason: 'Leaked' }), { count: 1 })
    assert.deepEqual(await tokens.invalidateToken({ id: record.id }, { invalidReason: 'Too late' }), { count: 0 })
    const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
    assert.deepEqual([row.valid, row.invalidReason, row.invalidDate !== null], [false, 'Leaked', true])
  })

  test('invalidateToken, 120 times in one turn', async () => {
    const user = await signUp(prisma)
    const kept = await tokens.generateToken(user)
    const generated = await atOnce(120, () => tokens.generateToken(user))
    const { result, statements } = await counted(database, () =>
      Promise.all(generated.map(({ token }) => tokens.invalidateToken(token, { invalidReason: 'Leaked' }))),
    )
    assert.ok(result.every(({ count }) => count === 1))
    assert.ok(statements.length <= 4, `${statements.length} statements`)
    const valid = await prisma.webAPIToken.findMany({ where: { userId: user.id, valid: true } })
    assert.deepEqual(
      valid.map(({ id }) => id),
      [kept.record.id],
    )
    assert.equal(await prisma.webAPIToken.count({ where: { userId: user.id, invalidReason: 'Leaked' } }), 120)
  })

  test('updateToken changes a row', async () => {
    const { record } = await tokens.generateToken(await signUp(prisma), { expires: new Date(Date.now() + day) })
    assert.deepEqual(await tokens.updateToken({ id: record.id }, { note: 'Weekly', expires: null }), { count: 1 })
    const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
    assert.deepEqual([row.note, row.expires], ['Weekly', null])
  })

  test('listTokens has pages', async () => {
    const user = await signUp(prisma)
    const generated = await atOnce(5, () => tokens.generateToken(user))
    const listed: number[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await tokens.listTokens({ user, take: 2, ...(cursor !== undefined && { cursor }) })
      listed.push(...page.tokens.map(({ record }) => record.id))
      cursor = page.nextCursor
    }
    assert.equal(listed.length, 5)
    assert.deepEqual(new Set(listed), new Set(generated.map(({ record }) => record.id)))
  })

  test('listExpiring lists each token once, a whole page of them', async () => {
    const user = await signUp(prisma)
    await atOnce(101, () => tokens.generateToken(user, { expires: new Date(Date.now() + day) }))
    const listed = await tokens.listExpiring({ within: 2 * day, user })
    assert.equal(listed.length, 100)
    assert.equal(await prisma.webAPIToken.count({ where: { userId: user.id, expiryNotified: { not: null } } }), 100)
    const rest = await tokens.listExpiring({ within: 2 * day, user })
    assert.equal(rest.length, 1)
    assert.ok(!listed.some(({ record }) => record.id === rest[0]!.record.id))
  })

  test('redigestTokens moves plaintext to a digest', async () => {
    const { token, record } = await tokens.generateToken(await signUp(prisma))
    await prisma.webAPIToken.update({ where: { id: record.id }, data: { token } })
    const moving = new WebAPITokenRepository(prisma, {
      tokenType: 'acme',
      digests: [sha256Digest(), plaintextDigest()],
    })
    assert.deepEqual(await moving.redigestTokens(), { count: 1, skipped: 0 })
    assert.match((await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })).token, /^sha256:/)
    assert.ok((await tokens.authenticate(token)).ok)
  })

  test('pruneTokens deletes what has ended, and nothing else', async () => {
    const user = await signUp(prisma)
    const long = new Date(Date.now() - 10 * day)
    const [invalid, expired, unused, used] = await atOnce(4, () => tokens.generateToken(user))
    const change = (each: typeof used, data: object) =>
      prisma.webAPIToken.update({ where: { id: each!.record.id }, data })
    await change(invalid, { valid: false, invalidDate: long })
    await change(expired, { expires: long })
    await change(unused, { timeAdded: long })
    await change(used, { timeAdded: long, lastUsed: new Date() })
    const before = new Date(Date.now() - day)
    const options = { expiredBefore: before, invalidatedBefore: before, unusedSince: before }
    const own = tokens.of(user)
    assert.deepEqual(await own.pruneTokens({ ...options, dryRun: true }), { count: 3 })
    assert.deepEqual(await own.pruneTokens(options), { count: 3 })
    const left = await prisma.webAPIToken.findMany({ where: { userId: user.id } })
    assert.deepEqual(
      left.map(({ id }) => id),
      [used!.record.id],
    )
  })
}
