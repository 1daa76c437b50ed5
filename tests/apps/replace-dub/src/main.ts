import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { challengeHeaders } from 'prisma-webapi-token'

import { close, createRestrictedToken, createUserToken, hashed, scopesOf } from './old-app.js'
import { prisma } from './prisma.js'
import { authenticate, changeScopes, createWorkspaceToken, fillScopes, userTokens, workspaceTokens } from './tokens.js'

after(async () => {
  close()
  await prisma.$disconnect()
})

test('the tokens of before the migration authenticate, of both kinds', async () => {
  assert.equal(await fillScopes(), 1)
  const user = await authenticate('dub_000000000000000000000000', ['links.write'])
  assert.ok(user.ok)
  assert.equal(user.record.userId, 'ada')
  const workspace = await authenticate('dub_111111111111111111111111', ['links.read'])
  assert.ok(workspace.ok)
  const refused = await authenticate('dub_111111111111111111111111', ['links.write'])
  assert.ok(!refused.ok && refused.status === 403)
  assert.match(challengeHeaders(refused)['WWW-Authenticate'] ?? '', /error="insufficient_scope".*scope="links.write"/)
})

test('so do those of processes of before, with their scopes', async () => {
  assert.ok((await authenticate(createUserToken(), ['links.read'])).ok)
  const token = createRestrictedToken('links.read')
  assert.ok((await authenticate(token, ['links.read'])).ok)
  assert.equal((await authenticate(token, ['links.write'])).ok, false)
  assert.equal(scopesOf(token), 'links.read')
})

test('scopes that were taken away do not come back from the text', async () => {
  const { token, record } = await createWorkspaceToken('acme', 'ada', 'CI', ['links.read'])
  assert.deepEqual(await changeScopes('acme', record.id, []), { count: 1 })
  assert.equal((await authenticate(token, ['links.read'])).ok, false)
  assert.equal(await fillScopes(), 0)
})

test('new tokens are ours, and found by processes of before', async () => {
  const { token, record } = await createWorkspaceToken('acme', 'ada', 'CI', ['links.read', 'links.write'])
  assert.match(token, /^dub_[0-9A-Za-z]{38}$/)
  assert.match(record.tokenHint, /^dub_\.\.\./)
  assert.equal(scopesOf(token), 'links.read links.write')
  assert.ok((await authenticate(token, ['links.write'])).ok)
  const personal = await userTokens.generateToken('ada', { data: { name: 'CLI' } })
  assert.ok((await authenticate(personal.token, ['links.write'])).ok)
})

test('a stored digest opens nothing, and a revoked token is refused by both', async () => {
  const { token, record } = await createWorkspaceToken('acme', 'ada', 'CI', ['links.read'])
  assert.equal((await authenticate(hashed(token), ['links.read'])).ok, false)
  // Processes of before know no `valid`: while they run, tokens are revoked as before, by deletion.
  await prisma.restrictedToken.delete({ where: { id: record.id } })
  assert.equal(scopesOf(token), undefined)
  assert.equal((await authenticate(token, ['links.read'])).ok, false)
})

test('the settings page of a workspace sees its own tokens only', async () => {
  await prisma.project.create({ data: { id: 'other' } })
  const { record } = await createWorkspaceToken('other', 'ada', 'CI', [])
  const { tokens } = await workspaceTokens.of('other').listTokens()
  assert.deepEqual(
    tokens.map((each) => each.record.id),
    [record.id],
  )
  assert.deepEqual(await workspaceTokens.of('acme').invalidateToken({ id: record.id }), { count: 0 })
})
