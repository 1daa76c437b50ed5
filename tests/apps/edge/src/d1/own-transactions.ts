import assert from 'node:assert/strict'
import { test } from 'node:test'

import { WebAPITokenRepository } from 'prisma-webapi-token'

import type { EdgeDatabase } from '../edge-database.js'
import { assertRefused, signUp } from '../suite/support.js'

/** Transactions that the app opens itself: Prisma refuses them on a binding, and ignores that they are some over REST. */
export function testOwnTransactions(binding: EdgeDatabase, rest: EdgeDatabase): void {
  test('Prisma opens none on a binding', async () => {
    const prisma = binding.connect()
    const { token } = await new WebAPITokenRepository(prisma).generateToken(await signUp(prisma))
    const before = await binding.rows()
    const tokens = new WebAPITokenRepository(prisma)
    await assert.rejects(
      // It throws before it returns a promise.
      async () => prisma.$transaction((tx) => tokens.withTransaction(tx).rotateToken(token)),
      /does not support interactive transactions/,
    )
    assert.deepEqual(await binding.rows(), before)
  })

  test('what it opens over REST is no transaction, and the library does not take it for one', async () => {
    const prisma = rest.connect()
    const user = await signUp(prisma)
    const tokens = new WebAPITokenRepository(prisma)
    const limited = new WebAPITokenRepository(prisma, { maxTokensPerUser: 5 })
    const agents = new WebAPITokenRepository(prisma, { model: 'agentToken' })
    const { token } = await tokens.generateToken(user)
    const { record: parent } = await agents.generateToken(user)
    await assertRefused(rest, () => prisma.$transaction((tx) => tokens.withTransaction(tx).rotateToken(token)))
    await assertRefused(rest, () => prisma.$transaction((tx) => limited.withTransaction(tx).generateToken(user)))
    await assertRefused(rest, () =>
      prisma.$transaction((tx) => agents.withTransaction(tx).generateToken(user, { parent })),
    )
    await assertRefused(rest, () =>
      prisma.$transaction((tx) => tokens.withTransaction(tx).transaction((inside) => inside.generateToken(user))),
    )
  })
}
