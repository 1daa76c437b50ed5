import assert from 'node:assert/strict'
import { test } from 'node:test'

import { TokenGeneratorRegistry, WebAPITokenRepository, webAPITokens } from 'prisma-webapi-token'
import { createTestToken, givenTokenGenerator } from 'prisma-webapi-token/testing'

import { prisma } from './prisma.js'

const keys = new WebAPITokenRepository(prisma, { model: 'apiKey', tokenType: 'acme' })
const db = prisma.$extends(webAPITokens({ model: 'apiKey', tokenType: 'acme' }))

test('the repository fills in its own fields and those of the app', async () => {
  const user = await prisma.user.create({ data: { email: 'ada@example.com' } })
  const { token, record } = await keys.generateToken(user, { data: { tenantId: 'acme', label: 'CI' }, note: 'Nightly' })
  assert.match(token, /^acme_/)
  assert.ok(!('token' in record))
  assert.deepEqual([record.userId, record.tenantId, record.note], [user.id, 'acme', 'Nightly'])

  const { record: found } = await keys.authenticateOrThrow(token, { select: { tenantId: true, user: true } })
  assert.deepEqual(found, { tenantId: 'acme', user })
  await keys.updateToken(token, { data: { label: 'Weekly' } })
  assert.deepEqual(await keys.invalidateTokens({ users: [user.id], where: { tenantId: 'other' } }), { count: 0 })
  assert.deepEqual(await keys.invalidateTokens({ users: [user], where: { tenantId: 'acme' } }), { count: 1 })
  const row = await prisma.apiKey.findUniqueOrThrow({ where: { id: record.id } })
  assert.deepEqual([row.label, row.valid], ['Weekly', false])
})

test('the extension, also in a transaction', async () => {
  const user = await db.user.create({ data: { email: 'grace@example.com' } })
  const data = { tenantId: 'acme', label: 'Extension' }
  const { record } = await db.$transaction((tx) => tx.apiKey.generateToken(user, { data }))
  assert.equal(record.label, 'Extension')
  assert.deepEqual(await db.apiKey.invalidateToken({ id: record.id }), { count: 1 })
})

test('a taken token is retried by the mapped name of its column', async () => {
  const user = await prisma.user.create({ data: { email: 'retry@example.com' } })
  const retrying = new WebAPITokenRepository(prisma, {
    model: 'apiKey',
    generators: new TokenGeneratorRegistry().register(givenTokenGenerator(['taken', 'taken', 'fresh'])),
    defaultTokenGeneratorId: 'given',
  })
  await retrying.generateToken(user, { data: { tenantId: 'acme', label: 'First' } })
  const second = await prisma.$transaction((tx) =>
    retrying.withTransaction(tx).generateToken(user, { data: { tenantId: 'acme', label: 'Second' } }),
  )
  assert.equal(second.token, 'fresh')
})

test("the app's own unique constraint is the app's business", async () => {
  const user = await prisma.user.create({ data: { email: 'unique@example.com' } })
  const data = { tenantId: 'acme', label: 'Only one' }
  await createTestToken(prisma, user, data, { model: 'apiKey' })
  await assert.rejects(keys.generateToken(user, { data }), { code: 'P2002' })
  assert.equal(await prisma.apiKey.count({ where: data }), 1)
})
