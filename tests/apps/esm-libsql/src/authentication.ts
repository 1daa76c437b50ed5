import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  challengeHeaders,
  getTokenFromHeaders,
  isMethodAllowed,
  policyWhere,
  WebAPITokenAuthenticationError,
  WebAPITokenRepository,
  webAPITokens,
} from 'prisma-webapi-token'
import { createTestToken } from 'prisma-webapi-token/testing'

import { prisma } from './prisma.js'

const tokens = new WebAPITokenRepository(prisma, { tokenType: 'acme' })

/** A resource of the app's: the users that a token may see. */
async function listUsers(request: Request): Promise<Response> {
  const result = await tokens.authenticate(getTokenFromHeaders(request.headers), {
    include: { user: true },
    isUserActive: ({ user }) => !user.username.startsWith('former'),
  })
  if (!result.ok) return new Response(result.publicMessage, { status: 401, headers: challengeHeaders(result) })
  const { policy, user } = result.record
  if (!isMethodAllowed(policy, 'user', request.method)) return new Response(null, { status: 403 })
  const users = await prisma.user.findMany({
    where: { AND: [{ username: user.username }, policyWhere(policy, 'user')] },
    select: { username: true },
  })
  return Response.json(users)
}

function request(token: string, method = 'GET'): Request {
  return new Request('http://localhost/users', { method, headers: { authorization: `Bearer ${token}` } })
}

test('a request with a good token, as far as its policy goes', async () => {
  const user = await prisma.user.create({ data: { username: 'authenticates' } })
  const policy = { resources: { user: { '*': { allow: ['GET'], block: ['*'] } } } }
  const { token, record } = await tokens.generateToken(user, { policy })
  const response = await listUsers(request(token))
  assert.equal(response.status, 200)
  assert.deepEqual(await response.json(), [{ username: 'authenticates' }])
  assert.equal((await listUsers(request(token, 'POST'))).status, 403)
  const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
  assert.ok(row.lastUsed)
})

test('a request with a bad token is told nothing but that', async () => {
  const user = await prisma.user.create({ data: { username: 'refused' } })
  const former = await prisma.user.create({ data: { username: 'former' } })
  const { token: invalid } = await tokens.generateToken(user)
  await tokens.invalidateToken(invalid, { invalidReason: 'Leaked' })
  const bad = [
    'nonsense',
    `${invalid.slice(0, -1)}_`,
    invalid,
    (await tokens.generateToken(user, { expires: new Date('2001-01-01') })).token,
    (await tokens.generateToken(former)).token,
  ]
  for (const token of bad) {
    const response = await listUsers(request(token))
    assert.equal(response.status, 401)
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer realm="Web API", error="invalid_token"/)
    assert.equal(await response.text(), 'The API token is not valid.')
  }
})

test('the extension selects what the app asks for, and throws where it expects no refusal', async () => {
  const db = prisma.$extends(webAPITokens({ tokenType: 'acme' }))
  const user = await db.user.create({ data: { username: 'selects' } })
  const { token } = await db.webAPIToken.generateToken(user)
  const select = { id: true, user: { select: { username: true } } }
  const { record } = await db.webAPIToken.authenticateOrThrow(token, { select })
  assert.equal(record.user.username satisfies string, 'selects')
  // @ts-expect-error Not selected.
  assert.equal(record.note, undefined)

  const { token: unused } = await createTestToken(db, user, { valid: false }, { tokenType: 'acme' })
  await assert.rejects(db.webAPIToken.authenticateOrThrow(unused), (error) => {
    assert.ok(error instanceof WebAPITokenAuthenticationError)
    assert.equal(error.code, 'ERR_WEBAPI_TOKEN_INVALID')
    return true
  })
})
