import assert from 'node:assert/strict'
import { test } from 'node:test'

import { WebAPITokenRepository } from 'prisma-webapi-token'

import type { EdgeDatabase } from '../edge-database.js'
import { signUp } from './support.js'

const day = 86_400_000

/** Tokens that were made by tokens elsewhere, over an adapter with transactions, or that were imported; more than D1 takes values. */
export function testFamilies(database: EdgeDatabase): void {
  const prisma = database.connect()
  const agents = new WebAPITokenRepository(prisma, { model: 'agentToken' })
  let digests = 0

  async function insert(rows: readonly { userId: number; parentId?: number; timeAdded?: Date; lastUsed?: Date }[]) {
    const data = rows.map((row) => ({ ...row, token: `digest ${++digests}`, tokenGeneratorId: 'nanoid' }))
    return (await prisma.agentToken.createManyAndReturn({ data, select: { id: true } })).map(({ id }) => id)
  }

  test('invalidateToken ends 120 tokens that the token has made', async () => {
    const { id: userId } = await signUp(prisma)
    const [parentId = 0] = await insert([{ userId }])
    await insert(Array(120).fill({ userId, parentId }))
    assert.deepEqual(await agents.invalidateToken({ id: parentId }), { count: 121 })
    assert.equal(await prisma.agentToken.count({ where: { userId, valid: true } }), 0)
  })

  test('pruneTokens keeps the 120 unused parents of usable tokens', async () => {
    const user = await signUp(prisma)
    const userId = user.id
    const timeAdded = new Date(Date.now() - 10 * day)
    const parents = await insert(Array(120).fill({ userId, timeAdded }))
    await insert(parents.map((parentId) => ({ userId, parentId })))
    const [childless = 0] = await insert([{ userId, timeAdded }])
    assert.deepEqual(await agents.of(user).pruneTokens({ unusedSince: new Date(Date.now() - day) }), { count: 1 })
    assert.equal(await prisma.agentToken.count({ where: { userId } }), 240)
    assert.equal(await prisma.agentToken.findUnique({ where: { id: childless } }), null)
  })
}
