import { once } from 'node:events'
import { connect } from 'node:net'

import { createTestToken } from '../../src/testing/index.js'
import type { ContractContext } from './contract.js'
import { addressHeader, createDevice, sessionHeader } from './service.js'

const problem = (status: number, title: string, detail: string, members = {}) => ({
  type: 'about:blank',
  title,
  status,
  detail,
  ...members,
})

/** Requests that are refused, and those beside them that are not. */
export function refusals(context: ContractContext): void {
  const get = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(context.url + path, { headers, ...init })
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const generate = async (scopes: ('projects:read' | 'projects:write')[] = ['projects:read'], options = {}) => {
    const device = await createDevice(context.db)
    return { device, ...(await context.tokens.generateToken(device, { scopes, ...options })) }
  }

  async function expectRefusal(response: Response, status: number, challenge: string | null, body: object) {
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('www-authenticate')).toBe(challenge)
    expect(await response.json()).toEqual(body)
  }

  const invalid = [
    401,
    'Bearer realm="Web API", error="invalid_token", error_description="The API token is not valid."',
    problem(401, 'Unauthorized', 'The API token is not valid.', { error: 'invalid_token' }),
  ] as const

  describe('a protected route', () => {
    test('lets a valid token in, with its row and what the repository includes', async () => {
      const { token, record, device } = await generate()
      const response = await get('/projects', bearer(token))
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ id: record.id, device: device.id })
      expect(response.headers.get('x-api-token-deprecated')).toBeNull()
    })

    test('answers a request without a token with the bare challenge', async () => {
      const body = problem(401, 'Unauthorized', 'An API token is required.')
      await expectRefusal(await get('/projects'), 401, 'Bearer realm="Web API"', body)
      await expectRefusal(await get('/projects', { authorization: 'Basic YTpi' }), 401, 'Bearer realm="Web API"', body)
    })

    test.each(['Bearer nonsense', 'Bearer acme_0', `Bearer ${'x'.repeat(8_000)}`])(
      'refuses "%s"',
      async (authorization) => {
        await expectRefusal(await get('/projects', { authorization }), ...invalid)
      },
    )

    test('tells nobody whether a token was revoked, has expired or never was', async () => {
      const revoked = await generate()
      await context.tokens.invalidateToken(revoked.token, { invalidReason: 'Stolen' })
      const expired = await generate(['projects:read'], { expires: new Date('2001-01-01') })
      const device = await createDevice(context.db)
      const { token: unknown } = await context.tokens.generateToken(device)
      await context.db.prisma.deviceToken.deleteMany({ where: { deviceId: device.id } })
      for (const token of [revoked.token, expired.token, unknown]) {
        await expectRefusal(await get('/projects', bearer(token)), ...invalid)
      }
    })

    test('refuses a token that lacks the scope', async () => {
      const { token } = await generate(['projects:write'])
      const detail = 'The API token lacks a scope that this request needs.'
      await expectRefusal(
        await get('/projects', bearer(token)),
        403,
        `Bearer realm="Web API", error="insufficient_scope", error_description="${detail}", scope="projects:read"`,
        problem(403, 'Forbidden', detail, { error: 'insufficient_scope', scope: 'projects:read' }),
      )
    })

    const conflict = [
      400,
      'Bearer realm="Web API", error="invalid_request", error_description="More than one API token."',
      problem(400, 'Bad Request', 'The request has more than one API token.', { error: 'invalid_request' }),
    ] as const

    test('refuses two tokens in two headers, whichever they are', async () => {
      const [one, other] = [await generate(), await generate()]
      await expectRefusal(await get('/projects', { ...bearer(one.token), 'x-api-key': other.token }), ...conflict)
      await expectRefusal(await get('/projects', bearer(`${one.token}, Bearer ${other.token}`)), ...conflict)
      expect((await get('/projects', { 'x-api-key': one.token })).status).toBe(200)
      expect((await get('/projects', { ...bearer(one.token), 'x-api-key': one.token })).status).toBe(200)
    })

    test('refuses two headers Authorization, of which frameworks show one', async () => {
      const [one, other] = [await generate(), await generate()]
      const header = ({ token }: { token: string }) => `Authorization: Bearer ${token}`
      expect(await statusLine(context.url, [header(one), header(other)])).toMatch(/^HTTP\/1.1 400 /)
      expect(await statusLine(context.url, [header(one)])).toMatch(/^HTTP\/1.1 200 /)
      expect(await statusLine(context.url, [`Authorization: Bearer ${one.token}, ${other.token}`])).toMatch(/ 401 /)
    })

    test('refuses an address with too many failed attempts', async () => {
      const { token } = await generate()
      const response = await get('/projects', { ...bearer(token), [addressHeader]: 'blocked' })
      expect(response.headers.get('retry-after')).toBe('30')
      await expectRefusal(response, 429, null, problem(429, 'Too Many Requests', 'There are too many requests.'))
    })

    test('says that a token should be replaced', async () => {
      const device = await createDevice(context.db)
      const { token } = await createTestToken(context.tokens, device, {
        scopes: ['projects:read'],
        tokenGeneratorId: 'legacy_sha1',
        token: 'a'.repeat(40),
      } as never)
      const response = await get('/projects', bearer(token))
      expect([response.status, response.headers.get('x-api-token-deprecated')]).toEqual([200, 'true'])
    })

    test('answers HEAD as GET, without a body', async () => {
      const { token } = await generate()
      const good = await get('/projects', bearer(token), { method: 'HEAD' })
      expect([good.status, await good.text()]).toEqual([200, ''])
      const refused = await get('/projects', {}, { method: 'HEAD' })
      expect([refused.status, await refused.text()]).toEqual([401, ''])
      expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="Web API"')
    })

    test('does not let OPTIONS in without a token', async () => {
      const response = await get('/projects', {}, { method: 'OPTIONS' })
      expect(response.status).not.toBe(500)
      expect(await response.text()).not.toContain('device')
    })
  })

  describe('a route that takes a session as well', () => {
    test('is decided by the token, where there is one', async () => {
      const { token, device } = await generate()
      const session = { [sessionHeader]: device.id }
      const by = async (headers: Record<string, string>) => (await (await get('/either', headers)).json()) as object
      expect(await by(session)).toEqual({ by: 'session' })
      expect(await by(bearer(token))).toEqual({ by: 'token' })
      expect(await by({ ...session, ...bearer(token) })).toEqual({ by: 'token' })
      await context.tokens.invalidateToken(token)
      await expectRefusal(await get('/either', { ...session, ...bearer(token) }), ...invalid)
      expect((await get('/either')).status).toBe(401)
    })
  })
}

/** The first line of the answer to a request whose headers are exactly these. */
async function statusLine(url: string, headers: readonly string[]): Promise<string> {
  const { port, host } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(['GET /projects HTTP/1.1', `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n'))
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer.slice(0, answer.indexOf('\r\n'))
}
