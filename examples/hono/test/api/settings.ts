import assert from 'node:assert/strict'
import { test } from 'node:test'

import { prisma } from '../../src/prisma.js'
import { tokens } from '../../src/tokens.js'
import { bearer, createUser, isAccepted, logIn, send, get, url } from '../support.js'

interface NewToken {
  readonly token: string
  readonly record: { readonly id: number; readonly note: string; readonly status: string }
}

async function createToken(session: { Cookie: string }): Promise<NewToken> {
  const response = await send('POST', '/settings/tokens', { note: 'CI', scopes: ['projects:read'] }, session)
  assert.equal(response.status, 201)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  return (await response.json()) as NewToken
}

const rowOf = (id: number) => prisma.webAPIToken.findUniqueOrThrow({ where: { id } })

test('users create, list, change, rotate and revoke their tokens', async () => {
  const session = await logIn(await createUser())
  const { token, record } = await createToken(session)
  assert.ok(await isAccepted(token))
  assert.ok((await rowOf(record.id)).expires, 'maxLifetime lets none live for ever')

  const list = await (await get('/settings/tokens', session)).text()
  assert.ok(!list.includes(token))
  assert.equal((JSON.parse(list) as { tokens: NewToken['record'][] }).tokens[0]?.note, 'CI')

  const path = `/settings/tokens/${record.id}`
  assert.equal((await send('PATCH', path, { note: 'Nightly' }, session)).status, 204)
  assert.equal((await rowOf(record.id)).note, 'Nightly')

  const rotated = await send('POST', `${path}/rotate`, {}, session)
  assert.equal(rotated.status, 201)
  const successor = (await rotated.json()) as NewToken
  assert.deepEqual([await isAccepted(token), await isAccepted(successor.token)], [false, true])
  assert.equal((await rowOf(record.id)).successorId, successor.record.id)

  const revoke = () => fetch(`${url}/settings/tokens/${successor.record.id}`, { method: 'DELETE', headers: session })
  assert.equal((await revoke()).status, 204)
  assert.equal(await isAccepted(successor.token), false)
  const { valid, invalidReason } = await rowOf(successor.record.id)
  assert.deepEqual([valid, invalidReason], [false, 'Revoked by its owner'])
})

test('what cannot be is a problem that names the field', async () => {
  const session = await logIn(await createUser())
  const tooLate = new Date(Date.now() + 100 * 86_400_000).toISOString()
  const response = await send('POST', '/settings/tokens', { expires: tooLate }, session)
  const { code, errors } = (await response.json()) as { code: string; errors: { pointer: string }[] }
  assert.deepEqual([response.status, code], [422, 'ERR_WEBAPI_TOKEN_LIFETIME_EXCEEDED'])
  assert.equal(errors[0]?.pointer, '#/expires')
})

test('the settings are for those who are logged in, on our own page, and for their own tokens', async () => {
  const [ada, grace] = await Promise.all([createUser(), createUser()])
  const session = await logIn(ada)
  const { token } = await createToken(session)
  const { record: other } = await tokens.generateToken(grace)

  assert.equal((await get('/settings/tokens')).status, 401)
  assert.equal((await get('/settings/tokens', bearer(token))).status, 401, 'A token makes no tokens')
  const path = `/settings/tokens/${other.id}`
  assert.equal((await fetch(url + path, { method: 'DELETE', headers: session })).status, 404)
  const crossSite = { ...session, 'Sec-Fetch-Site': 'cross-site' }
  assert.equal((await send('POST', '/settings/tokens', { note: 'Forged' }, crossSite)).status, 403)
  assert.equal(await prisma.webAPIToken.count({ where: { userId: ada.id } }), 1)
  assert.equal((await rowOf(other.id)).valid, true)
})

test('HEAD and OPTIONS of the settings', async () => {
  const session = await logIn(await createUser())
  const head = await fetch(`${url}/settings/tokens`, { method: 'HEAD', headers: session })
  assert.deepEqual([head.status, await head.text()], [200, ''])
  const options = await fetch(`${url}/settings/tokens`, { method: 'OPTIONS' })
  assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, POST, HEAD, OPTIONS'])
})

test('the page loads nothing from elsewhere', async () => {
  const response = await get('/')
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
  assert.equal(
    response.headers.get('content-security-policy'),
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; " +
      "frame-ancestors 'none'; base-uri 'none'",
  )
})
