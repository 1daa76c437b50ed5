import { test } from 'node:test'

import { WebAPITokenRepository } from 'prisma-webapi-token'

import type { EdgeDatabase } from '../edge-database.js'
import { assertRefused, signUp } from './support.js'

/** What needs a transaction is refused as a whole, instead of half done. */
export function testRefusals(database: EdgeDatabase): void {
  const prisma = database.connect()
  const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })
  const limited = new WebAPITokenRepository(prisma, { tokenType: 'acme', maxTokensPerUser: 5 })
  const agents = new WebAPITokenRepository(prisma, { model: 'agentToken' })

  test('rotateToken', async () => {
    const { token, record } = await tokens.generateToken(await signUp(prisma))
    await assertRefused(database, () => tokens.rotateToken(token))
    await assertRefused(database, () => tokens.rotateToken({ id: record.id }, { gracePeriod: 60_000 }))
    await assertRefused(database, () => tokens.rotateToken({ id: record.id }, { retireOnFirstUse: true }))
  })

  test('maxTokensPerUser', async () => {
    const user = await signUp(prisma)
    await assertRefused(database, () => limited.generateToken(user))
    await assertRefused(database, async () => {
      for await (const _ of limited.generateTokens([user]));
    })
    const { record } = await tokens.generateToken(user, { expires: new Date('2001-01-01') })
    await assertRefused(database, () => limited.updateToken({ id: record.id }, { expires: null }))
  })

  test('transaction', async () => {
    const user = await signUp(prisma)
    await assertRefused(database, () => tokens.transaction((inside) => inside.generateToken(user)))
  })

  test('tokens made by tokens', async () => {
    const user = await signUp(prisma)
    const { record } = await agents.generateToken(user)
    await assertRefused(database, () => agents.generateToken(user, { parent: record }))
  })
}
