import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'

import { closeEarly, logIn, type Send, sendTo, statusOf } from './client.js'

/** A server that runs, and what the tests do beside it. */
export interface RunningApp {
  readonly url: string
  /** Of two headers `Authorization`, Node's `headers` has the first one only. A framework may show nothing else. */
  readonly hidesRepeatedHeaders?: boolean
  createUser(username: string, password: string): Promise<unknown>
  deactivateUser(username: string): Promise<unknown>
  findToken(id: number): Promise<{ token: string; valid: boolean; invalidReason: string; lastUsed: Date | null } | null>
  close(): Promise<unknown>
}

const problem = (status: number, title: string, detail: string, members = {}) => ({
  type: 'about:blank',
  title,
  status,
  detail,
  ...members,
})

/** What all of the examples do, whatever their frameworks are. */
export function contract(name: string, start: () => Promise<RunningApp>): void {
  describe(name, () => {
    let app: RunningApp
    let send: Send
    before(async () => {
      app = await start()
      send = sendTo(app.url)
    })
    let closed: Promise<unknown> | undefined
    const close = () => (closed ??= app.close())
    after(close)

    async function logInAsNewUser() {
      const username = `user-${randomUUID()}`
      await app.createUser(username, 'correct horse')
      return { username, cookie: await logIn(send, username, 'correct horse') }
    }

    async function createToken(cookie: string, json: object): Promise<{ token: string; record: { id: number } }> {
      const { status, body } = await send('/settings/tokens', { cookie, json })
      assert.equal(status, 201)
      return body
    }

    async function logInWithToken(...scopes: string[]) {
      const user = await logInAsNewUser()
      return { ...user, ...(await createToken(user.cookie, { scopes })) }
    }

    type Answer = Awaited<ReturnType<Send>>

    function assertProblem({ status, headers, body }: Answer, challenge: string | null, expected: { status: number }) {
      assert.equal(status, expected.status)
      assert.equal(headers.get('www-authenticate'), challenge)
      assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.deepEqual(body, expected)
    }

    function assertInvalidToken(answer: Answer) {
      const detail = 'The API token is not valid.'
      const challenge = `Bearer realm="Web API", error="invalid_token", error_description="${detail}"`
      assertProblem(answer, challenge, problem(401, 'Unauthorized', detail, { error: 'invalid_token' }))
    }

    test('a public route needs no token', async () => {
      const { status, body } = await send('/api/health')
      assert.deepEqual([status, body], [200, { status: 'ok' }])
    })

    test('no token: the bare challenge', async () => {
      const expected = problem(401, 'Unauthorized', 'An API token is required.')
      assertProblem(await send('/api/projects'), 'Bearer realm="Web API"', expected)
      assertProblem(await send('/api/projects', { json: { name: 'No' } }), 'Bearer realm="Web API"', expected)
    })

    test('a wrong token', async () => {
      assertInvalidToken(await send('/api/projects', { token: 'demo_wrong' }))
      const { token, cookie, record } = await logInWithToken('projects:read')
      assertInvalidToken(await send('/api/projects', { token: `${token.slice(0, -1)}-` }))
      assert.equal((await send(`/settings/tokens/${record.id}`, { method: 'DELETE', cookie })).status, 204)
      assertInvalidToken(await send('/api/projects', { token }))
    })

    test('a token of a user who is not active any more', async () => {
      const { token, username, cookie } = await logInWithToken('projects:read')
      await app.deactivateUser(username)
      assertInvalidToken(await send('/api/projects', { token }))
      assert.equal((await send('/settings/tokens', { cookie })).status, 401)
    })

    test('a token without the scope', async () => {
      const { token } = await logInWithToken('projects:read')
      const detail = 'The API token lacks a scope that this request needs.'
      assertProblem(
        await send('/api/projects', { token, json: { name: 'No' } }),
        `Bearer realm="Web API", error="insufficient_scope", error_description="${detail}", scope="projects:write"`,
        problem(403, 'Forbidden', detail, { error: 'insufficient_scope', scope: 'projects:write' }),
      )
    })

    test('two tokens in one request', async () => {
      const [one, other] = [await logInWithToken('projects:read'), await logInWithToken('projects:read')]
      const headers = [one, other].map(({ token }) => `Authorization: Bearer ${token}`)
      const both = await statusOf(app.url, ['GET /api/projects HTTP/1.1', ...headers])
      assert.equal(both, app.hidesRepeatedHeaders ? 200 : 400)
      const joined = await send('/api/projects', { token: `${one.token}, Bearer ${other.token}` })
      const expected = problem(400, 'Bad Request', 'The request has more than one API token.', {
        error: 'invalid_request',
      })
      const error = 'error="invalid_request", error_description="More than one API token."'
      assertProblem(joined, `Bearer realm="Web API", ${error}`, expected)
      assert.equal(await statusOf(app.url, ['GET /api/projects HTTP/1.1', headers[0] ?? '']), 200)
    })

    test('a good token, and the use that is noted', async () => {
      const { token, username, record } = await logInWithToken('projects:read', 'projects:write')
      const created = await send('/api/projects', { token, json: { name: 'Engine' } })
      assert.equal(created.status, 201)
      assert.equal(created.body.name, 'Engine')
      assert.equal((await send('/api/projects', { token, json: { name: '' } })).status, 422)
      const { status, body } = await send('/api/projects', { token })
      assert.deepEqual([status, body], [200, { owner: username, projects: [created.body] }])
      await until(async () => (await app.findToken(record.id))?.lastUsed instanceof Date)
    })

    test('HEAD and OPTIONS', async () => {
      const { token, cookie } = await logInWithToken('projects:read')
      const head = await send('/api/projects', { method: 'HEAD', token })
      assert.deepEqual([head.status, head.text], [200, ''])
      const refused = await send('/api/projects', { method: 'HEAD' })
      assert.deepEqual([refused.status, refused.text], [401, ''])
      const list = await send('/settings/tokens', { method: 'HEAD', cookie })
      assert.deepEqual([list.status, list.text], [200, ''])
      const options = await send('/settings/tokens', { method: 'OPTIONS' })
      assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, POST, HEAD, OPTIONS'])
      assert.ok((await send('/api/projects', { method: 'OPTIONS' })).status < 500)
    })

    test('logs in by the right password only', async () => {
      const { username, cookie } = await logInAsNewUser()
      for (const json of [{ username, password: 'wrong' }, { username: 'nobody', password: 'wrong' }, {}, []]) {
        const { status, headers } = await send('/login', { json })
        assert.deepEqual([status, headers.getSetCookie()], [401, []])
      }
      const forged = cookie.replace(/=\d+/, '=1')
      for (const headers of [{}, { cookie: forged }, { cookie: 'session=' }]) {
        assertProblem(
          await send('/settings/tokens', { headers }),
          null,
          problem(401, 'Unauthorized', 'Nobody is logged in.'),
        )
      }
    })

    test('an owner creates, lists, changes, rotates and revokes tokens', async () => {
      const { cookie } = await logInAsNewUser()
      const { token, record } = await createToken(cookie, { note: 'CI', scopes: ['projects:read'] })
      assert.match(token, /^demo_[0-9A-Za-z]{38}$/)
      const path = `/settings/tokens/${record.id}`

      const list = await send('/settings/tokens', { cookie })
      assert.equal(list.status, 200)
      assert.ok(!list.text.includes(token))
      assert.deepEqual(list.body.tokens, [record])
      assert.notEqual((await app.findToken(record.id))?.token, token)

      assert.equal((await send(path, { method: 'PATCH', cookie, json: { note: 'Nightly' } })).status, 204)
      const rotated = await send(`${path}/rotate`, { cookie, json: {} })
      assert.equal(rotated.status, 201)
      assert.equal(rotated.body.record.note, 'Nightly')
      assertInvalidToken(await send('/api/projects', { token }))
      assert.equal((await send('/api/projects', { token: rotated.body.token })).status, 200)

      const { id } = rotated.body.record
      assert.equal((await send(`/settings/tokens/${id}`, { method: 'DELETE', cookie })).status, 204)
      assertInvalidToken(await send('/api/projects', { token: rotated.body.token }))
      const row = await app.findToken(id)
      assert.deepEqual([row?.valid, row?.invalidReason], [false, 'Revoked by its owner'])
    })

    test('an owner has neither tokens of others, nor too many, nor eternal ones', async () => {
      const [{ record }, { cookie }] = [await logInWithToken(), await logInAsNewUser()]
      assert.equal((await send(`/settings/tokens/${record.id}`, { method: 'DELETE', cookie })).status, 404)
      assert.equal((await app.findToken(record.id))?.valid, true)
      assert.equal((await send('/settings/tokens', { cookie, json: { expires: null } })).status, 422)
      for (let n = 0; n < 20; n++) await createToken(cookie, {})
      const { status, body } = await send('/settings/tokens', { cookie, json: {} })
      assert.deepEqual([status, body.code], [409, 'ERR_WEBAPI_TOKEN_LIMIT_REACHED'])
    })

    test('a page of another site changes nothing', async () => {
      const { cookie } = await logInAsNewUser()
      const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://other.example' }
      const expected = problem(403, 'Forbidden', 'The request comes from another origin.')
      assertProblem(await send('/settings/tokens', { cookie, headers, json: {} }), null, expected)
      assert.deepEqual((await send('/settings/tokens', { cookie })).body, { tokens: [], nextCursor: null })
    })

    test('a route takes a session or a token, and the token decides', async () => {
      const [{ cookie, username }, other] = [await logInAsNewUser(), await logInWithToken()]
      assert.deepEqual((await send('/api/me', { cookie })).body, { username, by: 'session' })
      const byToken = { username: other.username, by: 'token' }
      assert.deepEqual((await send('/api/me', { token: other.token })).body, byToken)
      assert.deepEqual((await send('/api/me', { token: other.token, cookie })).body, byToken)
      assertInvalidToken(await send('/api/me', { token: 'demo_wrong', cookie }))
      assert.equal((await send('/api/me')).status, 401)
    })

    test('whoever has a token revokes it', async () => {
      const { token, record } = await logInWithToken('projects:read')
      for (const form of [{ token }, { token }, { token: 'demo_wrong' }]) {
        const { status, text } = await send('/oauth/revoke', { form })
        assert.deepEqual([status, text], [200, ''])
      }
      assertInvalidToken(await send('/api/projects', { token }))
      const row = await app.findToken(record.id)
      assert.deepEqual([row?.valid, row?.invalidReason], [false, 'Revoked by its holder'])
      assert.equal((await send('/oauth/revoke')).status, 405)
    })

    test('clients that close early', async () => {
      const { token, cookie } = await logInWithToken('projects:read')
      const body = ['Content-Type: application/json', 'Content-Length: 1000', '', '{"note":']
      const requests = [
        ['GET /api/projects HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${token}`, '', ''],
        ['POST /settings/tokens HTTP/1.1', 'Host: localhost', `Cookie: ${cookie}`, ...body],
      ]
      for (const lines of requests) {
        for (let n = 0; n < 10; n++) await closeEarly(app.url, lines, n % 2 ? 'destroy' : 'resetAndDestroy')
      }
      assert.equal((await send('/api/projects', { token })).status, 200)
      assert.equal((await send('/settings/tokens', { cookie })).body.tokens.length, 1)
    })

    test('1,000 requests at once', async () => {
      const users = await Promise.all(Array.from({ length: 10 }, () => logInWithToken('projects:read')))
      const requests = Array.from({ length: 1_000 }, async (_, n) => {
        const { token, username } = users[n % users.length] ?? {}
        const { status, body } = await send('/api/projects', { ...(token !== undefined && { token }) })
        return status === 200 && body.owner === username
      })
      assert.equal((await Promise.all(requests)).filter(Boolean).length, 1_000)
    })

    test('the use in the last request is noted, although the server ends', async () => {
      const { token, record } = await logInWithToken('projects:read')
      assert.equal((await send('/api/projects', { token })).status, 200)
      await close()
      assert.ok((await app.findToken(record.id))?.lastUsed instanceof Date)
    })
  })
}

/** Asks again and again: nobody can say how long it takes. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000
  while (!(await condition())) assert.ok(Date.now() < end, 'It has not happened within a minute')
}
