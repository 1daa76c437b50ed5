import assert from 'node:assert/strict'
import { test } from 'node:test'

import { prisma } from '../../src/prisma.js'
import { tokens } from '../../src/tokens.js'
import { bearer, createUser, get, send, url } from '../support.js'

test('a good token reads the projects of its user, and of nobody else', async () => {
  const [user] = await Promise.all([createUser(), createUser()])
  const { token, record } = await tokens.generateToken(user, { scopes: ['projects:read'] })
  const response = await get('/api/projects', bearer(token))
  assert.equal(response.status, 200)
  const { username, projects } = (await response.json()) as { username: string; projects: { name: string }[] }
  assert.equal(username, user.username)
  assert.deepEqual(
    projects.map(({ name }) => name),
    [`Project of ${user.username}`],
  )
  const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
  assert.ok(row.lastUsed)
  assert.match(row.token, /^sha256:/)
})

test('a token with the scope creates a project of its user', async () => {
  const user = await createUser()
  const { token } = await tokens.generateToken(user, { scopes: ['projects:write'] })
  const response = await send('POST', '/api/projects', { name: 'Apollo' }, bearer(token))
  assert.equal(response.status, 201)
  const { id } = (await response.json()) as { id: number }
  const row = await prisma.project.findUniqueOrThrow({ where: { id } })
  assert.deepEqual(row, { id, name: 'Apollo', userId: user.id })
  assert.equal((await send('POST', '/api/projects', {}, bearer(token))).status, 422)
})

test('HEAD is GET without a body', async () => {
  const { token } = await tokens.generateToken(await createUser(), { scopes: ['projects:read'] })
  const good = await fetch(`${url}/api/projects`, { method: 'HEAD', headers: bearer(token) })
  assert.deepEqual([good.status, await good.text()], [200, ''])
  const bad = await fetch(`${url}/api/projects`, { method: 'HEAD', headers: bearer('nonsense') })
  assert.deepEqual([bad.status, await bad.text()], [401, ''])
  assert.match(bad.headers.get('www-authenticate') ?? '', /error="invalid_token"/)
})

test('a browser asks by OPTIONS, without a token, whether a page of another origin may send one', async () => {
  const headers = {
    Origin: 'https://elsewhere.example',
    'Access-Control-Request-Method': 'GET',
    'Access-Control-Request-Headers': 'authorization',
  }
  const response = await fetch(`${url}/api/projects`, { method: 'OPTIONS', headers })
  assert.equal(response.status, 204)
  assert.equal(response.headers.get('access-control-allow-origin'), '*')
  assert.equal(response.headers.get('access-control-allow-headers'), 'authorization')
  assert.equal(response.headers.get('access-control-allow-credentials'), null)
  // Such a page may read why it was refused, too.
  const refusal = await get('/api/projects', { Origin: headers.Origin })
  assert.deepEqual([refusal.status, refusal.headers.get('access-control-allow-origin')], [401, '*'])
})
