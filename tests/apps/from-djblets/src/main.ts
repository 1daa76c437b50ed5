import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'

import { isMethodAllowed, sha256Digest, WebAPITokenRepository } from 'prisma-webapi-token'

import { prisma } from './prisma.js'
import { malformedPolicies, tokens } from './tokens.js'

after(() => prisma.$disconnect())

const stored = await prisma.webAPIToken.findMany({ orderBy: { id: 'asc' }, select: { token: true } })
const [vendor = '', legacy = '', imported = '', revoked = ''] = stored.map(({ token }) => token)

test('the tokens of Djblets authenticate, whatever has made them, and the policies hold', async () => {
  for (const token of [vendor, legacy, imported]) assert.ok((await tokens.authenticate(token)).ok)
  const { record, deprecated } = await tokens.authenticateOrThrow(legacy)
  assert.ok(deprecated)
  assert.equal(isMethodAllowed(record.policy, 'review-request', 'GET'), true)
  assert.equal(isMethodAllowed(record.policy, 'review-request', 'DELETE'), false)
  const refused = await tokens.authenticate(revoked)
  assert.ok(!refused.ok && refused.reason === 'invalid')
})

test('a malformed policy is found before it denies', async () => {
  const found = await malformedPolicies()
  assert.equal(found.length, 1)
  const { record } = await tokens.authenticateOrThrow(imported)
  assert.equal(found[0]?.id, record.id)
  assert.equal(isMethodAllowed(record.policy, 'review-request', 'GET'), false)
})

test('the plaintext of the others is moved in one go, and then no longer read', async () => {
  const { count, skipped } = await tokens.redigestTokens({ batchSize: 2 })
  assert.deepEqual([count, skipped], [1, 0])
  const left = await prisma.webAPIToken.count({ where: { NOT: { token: { startsWith: 'sha256:' } } } })
  assert.equal(left, 0)
  const { tokenType, accepts } = { tokenType: 'rbp', accepts: (text: string) => text.startsWith('import-') }
  const afterwards = new WebAPITokenRepository(prisma, { tokenType, accepts, digests: [sha256Digest()] })
  assert.ok((await afterwards.authenticate(vendor)).ok)
  assert.ok((await afterwards.authenticate(imported)).ok)
  assert.equal((await afterwards.authenticate(revoked)).ok, false)
  // The file as well, once the database has rewritten it.
  await prisma.$executeRawUnsafe('VACUUM')
  assert.equal(readFileSync('app.db').includes(vendor), false)
})

test('what was signalled is an event', async () => {
  const events: string[] = []
  for (const name of ['created', 'updated', 'expired'] as const) tokens.on(name, () => events.push(name))
  const { token, record } = await tokens.generateToken(1, { expires: new Date(Date.now() - 1) })
  await tokens.updateToken({ id: record.id }, { note: 'CI' })
  await tokens.authenticate(token)
  assert.deepEqual(events, ['created', 'updated', 'expired'])
})
