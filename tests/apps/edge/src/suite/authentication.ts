import assert from 'node:assert/strict'
import { test } from 'node:test'

import { WebAPITokenRepository } from 'prisma-webapi-token'

import type { EdgeDatabase } from '../edge-database.js'
import { atOnce, counted, signUp } from './support.js'

/** Look-ups and notes of uses, of one request and of many at once. */
export function testAuthentication(database: EdgeDatabase): void {
  const prisma = database.connect()
  const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })

  test('authenticate finds the token and notes its use', async () => {
    const user = await signUp(prisma)
    const { token, record } = await tokens.generateToken(user)
    const result = await tokens.authenticate(token, { include: { user: true } })
    assert.ok(result.ok)
    assert.deepEqual(result.record.user, user)
    const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
    assert.ok(row.lastUsed && row.lastUsed >= row.timeAdded)
    const again = await counted(database, () => tokens.authenticate(token))
    assert.equal(again.statements.length, 1)
  })

  test('authenticate refuses what is no token, unknown, expired or invalid', async () => {
    const user = await signUp(prisma)
    const { token: unknown, record } = await tokens.generateToken(user)
    await prisma.webAPIToken.delete({ where: { id: record.id } })
    const { token: expired } = await tokens.generateToken(user, { expires: new Date('2001-01-01') })
    const { token: invalid } = await tokens.generateToken(user)
    await tokens.invalidateToken(invalid)
    const results = await Promise.all(
      ['acme_nonsense', unknown, expired, invalid].map((token) => tokens.authenticate(token)),
    )
    assert.deepEqual(
      results.map((result) => result.ok || result.reason),
      ['malformed', 'unknown', 'expired', 'invalid'],
    )
    assert.equal(await prisma.webAPIToken.count({ where: { userId: user.id, lastUsed: { not: null } } }), 0)
  })

  // More than the 100 values that a statement of D1's may have.
  for (const requests of [20, 120]) {
    test(`${requests} requests of one turn share look-ups and notes`, async () => {
      const user = await signUp(prisma)
      const generated = await atOnce(requests, () => tokens.generateToken(user))
      const { result: results, statements } = await counted(database, () =>
        Promise.all(generated.map(({ token }) => tokens.authenticate(token))),
      )
      assert.ok(results.every(({ ok }) => ok))
      assert.equal(await prisma.webAPIToken.count({ where: { userId: user.id, lastUsed: { not: null } } }), requests)
      assert.ok(statements.length <= 2 * Math.ceil(requests / 50), `${statements.length} statements`)
    })
  }
}
