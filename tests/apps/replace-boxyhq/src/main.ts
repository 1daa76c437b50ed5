import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { close, createApiKey, deleteApiKey, findApiKey, hashed } from './old-app.js'
import { prisma } from './prisma.js'
import { apiKeys, apiKeysMeanwhile } from './tokens.js'

const oldKey = '0123456789abcdef0123456789abcdef'

after(async () => {
  close()
  await prisma.$disconnect()
})

test('a key from before the migration authenticates, and old processes still find it', async () => {
  const result = await apiKeysMeanwhile.authenticate(oldKey)
  assert.ok(result.ok)
  assert.deepEqual([result.record.teamId, result.record.id], ['acme', findApiKey(oldKey)?.id])
})

test('a key of a process of before authenticates, and is gone when that deletes it', async () => {
  const key = createApiKey('acme')
  const result = await apiKeysMeanwhile.authenticate(key)
  assert.ok(result.ok)
  deleteApiKey(result.record.id)
  assert.equal((await apiKeysMeanwhile.authenticate(key)).ok, false)
})

test('an expiry counts, which the app of before did not read', async () => {
  const key = createApiKey('acme', '2020-01-01T00:00:00.000+00:00')
  const result = await apiKeysMeanwhile.authenticate(key)
  assert.ok(!result.ok && result.reason === 'expired')
})

test('a new key is found by processes of before', async () => {
  const { token, record } = await apiKeysMeanwhile.generateToken('acme', { data: { name: 'CI' } })
  assert.match(token, /^acme_/)
  assert.deepEqual(findApiKey(token), { id: record.id, teamId: 'acme' })
  assert.ok((await apiKeysMeanwhile.authenticate(token)).ok)
  assert.ok((await apiKeys.authenticate(token)).ok)
})

test('once they are gone, a key moves to the new digest when it is used, and a stolen one opens nothing', async () => {
  const key = createApiKey('acme')
  assert.ok((await apiKeys.authenticate(key)).ok)
  const id = { token: `sha256:${hashed(key)}` }
  assert.equal(await prisma.apiKey.count({ where: id }), 1)
  assert.ok((await apiKeys.authenticate(key)).ok)
  for (const stolen of [hashed(key), `sha256:${hashed(key)}`]) {
    assert.equal((await apiKeys.authenticate(stolen)).ok, false)
  }
})

test('the settings page of a team sees and ends its own keys', async () => {
  await prisma.team.create({ data: { id: 'other', name: 'other' } })
  const { record } = await apiKeys.generateToken('other', { data: { name: 'CI' } })
  assert.deepEqual(await apiKeys.of('acme').invalidateToken({ id: record.id }), { count: 0 })
  const { tokens } = await apiKeys.of('other').listTokens()
  assert.deepEqual(
    tokens.map((each) => [each.record.id, each.record.name, each.status]),
    [[record.id, 'CI', 'active']],
  )
  assert.deepEqual(await apiKeys.of('other').invalidateToken({ id: record.id }), { count: 1 })
})
