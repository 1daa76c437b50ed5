import assert from 'node:assert/strict'
import { test } from 'node:test'

import { TokenGeneratorRegistry, webAPITokens } from 'prisma-webapi-token'
import { givenTokenGenerator } from 'prisma-webapi-token/testing'

import { prisma } from './prisma.js'

test('the verbs are on the delegate, also in a transaction', async () => {
  const db = prisma.$extends(webAPITokens({ tokenType: 'acme' }))
  const user = await db.user.create({ data: { username: 'extended' } })
  const { token } = await db.$transaction((tx) => tx.webAPIToken.generateToken(user))
  const failing = db.$transaction(async (tx) => {
    await tx.webAPIToken.generateToken(user)
    throw new Error('The app changes its mind')
  })
  await assert.rejects(failing, { message: 'The app changes its mind' })
  assert.equal(await db.webAPIToken.count({ where: { userId: user.id } }), 1)
  assert.ok((await db.webAPIToken.authenticate(token)).ok)
  assert.deepEqual(await db.webAPIToken.invalidateToken(token), { count: 1 })
})

test('they retry a taken token', async () => {
  const generators = new TokenGeneratorRegistry().register(givenTokenGenerator(['one', 'one', 'two'], 'pair'))
  const db = prisma.$extends(webAPITokens({ generators, defaultTokenGeneratorId: 'pair' }))
  const user = await db.user.create({ data: { username: 'extended clash' } })
  await db.webAPIToken.generateToken(user)
  const { token } = await db.$transaction((tx) => tx.webAPIToken.generateToken(user))
  assert.equal(token, 'two')
})
