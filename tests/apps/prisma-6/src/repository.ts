import assert from 'node:assert/strict'
import { test } from 'node:test'

import { TokenGeneratorRegistry, WebAPITokenRepository } from 'prisma-webapi-token'
import { givenTokenGenerator } from 'prisma-webapi-token/testing'

import { prisma } from './prisma.js'

const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })

test('generates, changes and invalidates a token', async () => {
  const user = await prisma.user.create({ data: { username: 'ada' } })
  const { token, record } = await tokens.generateToken(user, { note: 'Nightly build' })
  assert.match(token, /^acme_[0-9A-Za-z]{38}$/)
  assert.ok(!('token' in record))
  assert.deepEqual(await tokens.updateToken({ id: record.id }, { note: 'Weekly build', extraData: [7] }), { count: 1 })
  assert.deepEqual(await tokens.invalidateToken(token, { invalidReason: 'Leaked' }), { count: 1 })
  assert.deepEqual(await tokens.invalidateTokens({ users: [user] }), { count: 0 })
  const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
  assert.deepEqual([row.note, row.extraData, row.valid, row.invalidReason], ['Weekly build', [7], false, 'Leaked'])
})

test('authenticates a token, and notes its use', async () => {
  const user = await prisma.user.create({ data: { username: 'authenticates' } })
  const { token } = await tokens.generateToken(user)
  const result = await tokens.authenticate(token, { include: { user: true } })
  assert.ok(result.ok)
  assert.equal(result.record.user.username satisfies string, 'authenticates')
  const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: result.record.id } })
  assert.ok(row.lastUsed)
  await tokens.invalidateToken(token)
  await assert.rejects(tokens.authenticateOrThrow(token), { code: 'ERR_WEBAPI_TOKEN_INVALID' })
})

test('a taken token is retried with a new one, also in a transaction', async () => {
  const user = await prisma.user.create({ data: { username: 'clash' } })
  const given = givenTokenGenerator(['taken', 'taken', 'fresh', 'taken', 'fresh', 'last'])
  const generators = new TokenGeneratorRegistry().register(given)
  const retrying = new WebAPITokenRepository(prisma, { generators, defaultTokenGeneratorId: 'given' })
  assert.equal((await retrying.generateToken(user)).token, 'taken')
  assert.equal((await retrying.generateToken(user)).token, 'fresh')
  await prisma.$transaction(async (tx) => {
    assert.equal((await retrying.withTransaction(tx).generateToken(user)).token, 'last')
    await tx.user.update({ where: { id: user.id }, data: { username: 'clash, in a transaction' } })
  })
  assert.equal(await prisma.webAPIToken.count({ where: { user: { username: 'clash, in a transaction' } } }), 3)
})

test('an error that is not about the token is passed on', async () => {
  const nobody = { id: -1 }
  await assert.rejects(tokens.generateToken(nobody), { code: 'P2003' })
  const failing = prisma.$transaction((tx) => tokens.withTransaction(tx).generateToken(nobody))
  await assert.rejects(failing, { code: 'P2003' })
})

test('calls of one turn share statements, and one that fails does not fail the others', async () => {
  const user = await prisma.user.create({ data: { username: 'together' } })
  const settled = await Promise.allSettled([user, user, { id: -1 }].map((each) => tokens.generateToken(each)))
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected'],
  )
  for await (const batch of tokens.generateTokens([user, user], { note: 'a batch' })) assert.equal(batch.length, 2)
  const rows = await prisma.webAPIToken.findMany({ where: { userId: user.id } })
  assert.equal(rows.length, 4)
  const counts = await Promise.all(rows.map(({ id }) => tokens.invalidateToken({ id })))
  assert.deepEqual(counts, Array(4).fill({ count: 1 }))
})

test('a taken token of a batch is retried as well', async () => {
  const user = await prisma.user.create({ data: { username: 'batch' } })
  const given = givenTokenGenerator(['once', 'once', 'twice', 'once', 'thrice'])
  const generators = new TokenGeneratorRegistry().register(given)
  const retrying = new WebAPITokenRepository(prisma, { generators, defaultTokenGeneratorId: 'given' })
  await retrying.generateToken(user)
  for await (const batch of retrying.generateTokens([user, user])) {
    assert.deepEqual(batch.map(({ token }) => token).sort(), ['thrice', 'twice'])
  }
})

test('a rollback, and a savepoint in a transaction', async () => {
  const user = await prisma.user.create({ data: { username: 'savepoint' } })
  const changedMind = new Error('The app changes its mind')
  const failing = tokens.transaction(async (inside) => {
    await inside.generateToken(user, { note: 'lost' })
    throw changedMind
  })
  await assert.rejects(failing, changedMind)
  await tokens.transaction(async (outer) => {
    await outer.generateToken(user, { note: 'kept' })
    const inner = outer.transaction(async (inside) => {
      await inside.generateToken(user, { note: 'lost' })
      throw changedMind
    })
    await assert.rejects(inner, changedMind)
  })
  const rows = await prisma.webAPIToken.findMany({ where: { userId: user.id } })
  assert.deepEqual(
    rows.map(({ note }) => note),
    ['kept'],
  )
})
