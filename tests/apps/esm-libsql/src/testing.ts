import assert from 'node:assert/strict'
import { test } from 'node:test'

import { TokenGeneratorRegistry, WebAPITokenGenerationError, WebAPITokenRepository } from 'prisma-webapi-token'
import {
  collidingTokenGenerator,
  createTestToken,
  givenTokenGenerator,
  settableClock,
} from 'prisma-webapi-token/testing'

import { prisma } from './prisma.js'

test('a taken token is retried with a new one, also in a transaction', async () => {
  const user = await prisma.user.create({ data: { username: 'clash' } })
  const given = givenTokenGenerator(['taken', 'taken', 'fresh', 'taken', 'fresh', 'last'])
  const tokens = new WebAPITokenRepository(prisma, { generators: new TokenGeneratorRegistry().register(given) })
  const options = { tokenGeneratorId: 'given' }
  assert.equal((await tokens.generateToken(user, options)).token, 'taken')
  assert.equal((await tokens.generateToken(user, options)).token, 'fresh')
  const { token } = await prisma.$transaction((tx) => tokens.withTransaction(tx).generateToken(user, options))
  assert.equal(token, 'last')
})

test('a generator that only collides gives up', async () => {
  const user = await prisma.user.create({ data: { username: 'gives up' } })
  const tokens = new WebAPITokenRepository(prisma, {
    generators: new TokenGeneratorRegistry().register(collidingTokenGenerator()),
    defaultTokenGeneratorId: 'colliding',
    maxAttempts: 3,
    logger: { error: () => undefined },
  })
  await tokens.generateToken(user)
  await assert.rejects(tokens.generateToken(user), (error) => {
    assert.ok(error instanceof WebAPITokenGenerationError)
    assert.deepEqual([error.code, error.attempts], ['ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED', 3])
    return true
  })
})

test('a row in whatever state a test needs, and a clock that is set', async () => {
  const user = await prisma.user.create({ data: { username: 'test data' } })
  const expired = { token: 'known', expires: new Date('2001-01-01'), note: 'Expired' }
  const { token, record } = await createTestToken(new WebAPITokenRepository(prisma), user, expired)
  assert.deepEqual([token, record.note], ['known', 'Expired'])

  const clock = settableClock()
  clock.advance(60_000)
  await new WebAPITokenRepository(prisma, { clock }).invalidateToken('known')
  const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
  assert.deepEqual(row.invalidDate, new Date('2026-01-01T00:01:00Z'))
})
