import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { authenticates, close, createKey, revoke } from './old-app.js'
import { hashed, slowlyHashed } from './old-keys.js'
import { prisma } from './prisma.js'
import { apiKeys, authenticate, markRevoked } from './tokens.js'

after(async () => {
  close()
  await prisma.$disconnect()
})

const idOf = async (key: string) => {
  const result = await authenticate(key)
  assert.ok(result.ok)
  return result.record.id
}

test('keys of before the migration authenticate, salted or slow, and move to our digest', async () => {
  for (const key of ['sk_salted00_00000000000000000000000000000000', 'sk_scrypt00_00000000000000000000000000000000']) {
    assert.ok(authenticates(key))
    const id = await idOf(key)
    const row = await prisma.spaceApiKey.findUniqueOrThrow({ where: { id } })
    assert.match(row.token, /^sha256:/)
    assert.equal(await idOf(key), id)
    assert.ok(row.lastUsed)
  }
})

test('while processes of before run, their keys are theirs: a repository that does not move them goes beside them', async () => {
  const key = createKey('acme')
  // The first release authenticates both ways, and leaves their rows alone.
  const result = await apiKeys.authenticate(key)
  assert.ok(!result.ok && result.reason === 'unknown')
  assert.ok(authenticates(key))
  const { token, record } = await apiKeys.generateToken('acme', { data: { name: 'CI' } })
  assert.equal(authenticates(token), false)
  assert.ok((await apiKeys.authenticate(token)).ok)
  assert.deepEqual(await apiKeys.of('acme').invalidateToken({ id: record.id }), { count: 1 })
})

test('a wrong secret behind a prefix is refused', async () => {
  const key = createKey('acme')
  const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`
  assert.equal((await authenticate(wrong)).ok, false)
  assert.ok((await authenticate(key)).ok)
})

test('what a process of before has revoked is refused at once, also a key of ours', async () => {
  const key = createKey('acme', slowlyHashed)
  await apiKeys.invalidateTokens({ owners: ['acme'], where: { NOT: { prefix: key.slice(3, 11) } } })
  const { token, record } = await apiKeys.generateToken('acme', { data: { name: 'CI' } })
  revoke(await idOf(key))
  revoke(record.id)
  for (const each of [key, token]) assert.equal((await authenticate(each)).ok, false)
  assert.equal(await markRevoked(), 2)
  const result = await authenticate(token)
  assert.ok(!result.ok && result.reason === 'invalid')
})

test('a space that does not pay is refused on every route, and has five keys at most', async () => {
  const { token } = await apiKeys.generateToken('free', { data: { name: 'CI' } })
  const result = await authenticate(token)
  assert.ok(!result.ok && result.reason === 'owner-inactive')
  const others = Array.from({ length: 8 }, () => apiKeys.generateToken('free', { data: { name: 'CI' } }))
  const settled = await Promise.allSettled(others)
  assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 4)
})

test('a stored hash opens nothing', async () => {
  const key = createKey('acme')
  const row = await prisma.spaceApiKey.findFirstOrThrow({ orderBy: { timeAdded: 'desc' } })
  for (const stolen of [row.token, hashed(key)]) assert.equal((await authenticate(stolen)).ok, false)
})
