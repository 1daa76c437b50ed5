import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'

import { prisma } from '../../src/prisma.js'
import { tokens } from '../../src/tokens.js'
import { bearer, createUser, get, send, url } from '../support.js'

async function assertProblem(response: Response, status: number, challenge: string, members: object) {
  assert.equal(response.status, status)
  assert.equal(response.headers.get('www-authenticate'), challenge)
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const problem = (await response.json()) as object
  assert.deepEqual(problem, { ...problem, type: 'about:blank', status, ...members })
}

const invalid = 'Bearer realm="Web API", error="invalid_token", error_description="The API token is not valid."'

test('a request without a token is asked for one', async () => {
  const response = await get('/api/projects')
  await assertProblem(response, 401, 'Bearer realm="Web API"', { title: 'Unauthorized' })
})

test('a wrong token is refused, whatever is wrong with it', async () => {
  const user = await createUser()
  const { token: revoked } = await tokens.generateToken(user, { scopes: ['projects:read'] })
  await tokens.invalidateToken(revoked)
  for (const token of ['nonsense', `${revoked}x`, revoked]) {
    const response = await get('/api/projects', bearer(token))
    await assertProblem(response, 401, invalid, { error: 'invalid_token', detail: 'The API token is not valid.' })
  }
})

test('the token of a user who has left is refused', async () => {
  const user = await createUser()
  const { token } = await tokens.generateToken(user, { scopes: ['projects:read'] })
  assert.equal((await get('/api/projects', bearer(token))).status, 200)
  await prisma.user.update({ where: { id: user.id }, data: { active: false } })
  await assertProblem(await get('/api/projects', bearer(token)), 401, invalid, { error: 'invalid_token' })
})

test('a token that lacks the scope is told which one, and changes nothing', async () => {
  const user = await createUser()
  const { token } = await tokens.generateToken(user, { scopes: ['projects:read'] })
  const response = await send('POST', '/api/projects', { name: 'Not allowed' }, bearer(token))
  const challenge = response.headers.get('www-authenticate') ?? ''
  assert.match(challenge, /error="insufficient_scope".*scope="projects:write"/)
  await assertProblem(response, 403, challenge, { error: 'insufficient_scope', scope: 'projects:write' })
  assert.equal(await prisma.project.count({ where: { userId: user.id } }), 1)
})

/** fetch would join the two headers. */
function getWithTwo(one: string, another: string): Promise<Response> {
  const headers = ['Host', new URL(url).host, 'Authorization', `Bearer ${one}`, 'Authorization', `Bearer ${another}`]
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/projects`, { headers }, async (incoming) => {
      const body = Buffer.concat(await incoming.toArray()).toString()
      resolve(new Response(body, { status: incoming.statusCode ?? 0, headers: incoming.headers as HeadersInit }))
    })
    sent.on('error', reject).end()
  })
}

test('two tokens in one request are refused, although both are good', async () => {
  const user = await createUser()
  const [one, another] = await Promise.all([
    tokens.generateToken(user, { scopes: ['projects:read'] }),
    tokens.generateToken(user, { scopes: ['projects:read'] }),
  ])
  const response = await getWithTwo(one.token, another.token)
  const challenge = response.headers.get('www-authenticate') ?? ''
  assert.match(challenge, /error="invalid_request"/)
  await assertProblem(response, 400, challenge, { error: 'invalid_request' })
})
