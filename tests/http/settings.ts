import type { ContractContext } from './contract.js'
import { createDevice, sessionHeader } from './service.js'

interface Shown {
  readonly id: number
  readonly tokenHint: string
  readonly status: string
  readonly note: string
  readonly scopes: string[]
  readonly expires: string | null
  readonly lastUsed: string | null
}

interface Created {
  readonly token: string
  readonly record: Shown
}

const day = 86_400_000

/** The routes of a settings page, and the revocation by whoever holds a token. */
export function settings(context: ContractContext): void {
  const path = '/settings/tokens'

  /** Calls the routes as the page of a device would. */
  function pageOf(device: { readonly id: string }) {
    return async (method: string, below = '', body?: unknown, headers: Record<string, string> = {}) =>
      fetch(context.url + path + below, {
        method,
        headers: {
          [sessionHeader]: device.id,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
  }

  const json = async <T>(response: Response | Promise<Response>) => (await (await response).json()) as T
  const rowOf = (id: number) => context.db.prisma.deviceToken.findUniqueOrThrow({ where: { id } })
  const statusOf = async (token: string) =>
    (await fetch(`${context.url}/projects`, { headers: { authorization: `Bearer ${token}` } })).status

  async function expectProblem(response: Response, status: number, members: object = {}) {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ status, ...members })
    expect(response.status).toBe(status)
  }

  describe('the routes of a settings page', () => {
    test('create a token, which is in this answer alone, and works', async () => {
      const page = pageOf(await createDevice(context.db))
      const expires = new Date(Date.now() + 20 * day).toISOString()
      const response = await page('POST', '', { note: 'CI ☂', scopes: ['projects:read'], expires })
      expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store'])
      const { token, record } = await json<Created>(response)
      const shown = {
        note: 'CI ☂',
        scopes: ['projects:read'],
        expires,
        status: 'active',
        lastUsed: null,
        invalidDate: null,
      }
      expect(record).toMatchObject({ ...shown, tokenHint: `acme_...${token.slice(-4)}` })
      expect(Object.keys(record).sort()).toEqual(
        'expires id invalidDate invalidReason lastUsed note scopes status timeAdded tokenHint'.split(' '),
      )
      expect(await statusOf(token)).toBe(200)
      const listed = await (await page('GET')).text()
      expect(listed).not.toContain(token)
      expect(listed).not.toContain('sha256')
      expect(JSON.parse(listed)).toMatchObject({
        tokens: [{ ...shown, id: record.id, lastUsed: expect.any(String) }],
        nextCursor: null,
      })
    })

    test('list the tokens of their owner in pages, the newest first, by status', async () => {
      const device = await createDevice(context.db)
      const page = pageOf(device)
      await context.tokens.generateToken(await createDevice(context.db))
      const ids: number[] = []
      for (let n = 0; n < 5; n++) ids.unshift((await json<Created>(page('POST', '', {}))).record.id)
      expect((await page('DELETE', `/${ids[0]}`)).status).toBe(204)
      interface Page {
        readonly tokens: Shown[]
        readonly nextCursor: string | null
      }
      const first = await json<Page>(page('GET', '?take=2'))
      const rest = await json<Page>(page('GET', `?take=100&cursor=${first.nextCursor}`))
      expect([...first.tokens, ...rest.tokens].map(({ id }) => id)).toEqual(ids)
      expect(rest.nextCursor).toBeNull()
      const idsOf = async (query: string) => (await json<Page>(page('GET', query))).tokens.map(({ id }) => id)
      expect(await idsOf('?status=invalid')).toEqual(ids.slice(0, 1))
      expect(await idsOf('?status=active&status=retiring')).toEqual(ids.slice(1))
      await expectProblem(await page('GET', '?cursor=nonsense'), 400, { code: 'ERR_WEBAPI_TOKEN_INVALID_CURSOR' })
      for (const query of [
        '?take=0',
        '?take=101',
        '?take=1e1',
        '?take=1&take=2',
        '?status=good',
        '?where=x',
        '?__proto__=x',
      ])
        await expectProblem(await page('GET', query), 422)
      const head = await page('HEAD')
      expect([head.status, await head.text()]).toEqual([200, ''])
    })

    test('show a token', async () => {
      const page = pageOf(await createDevice(context.db))
      const { record } = await json<Created>(page('POST', '', { note: 'CI' }))
      expect(await json(page('GET', `/${record.id}`))).toEqual(record)
      await page('DELETE', `/${record.id}`)
      expect(await json(page('GET', `/${record.id}`))).toMatchObject({ status: 'invalid' })
      await expectProblem(await pageOf(await createDevice(context.db))('GET', `/${record.id}`), 404)
    })

    test('change a token', async () => {
      const page = pageOf(await createDevice(context.db))
      const { token, record } = await json<Created>(page('POST', '', { note: 'Old', scopes: ['projects:read'] }))
      const expires = new Date(Date.now() + day).toISOString()
      const response = await page('PATCH', `/${record.id}`, { note: 'New', scopes: ['projects:write'], expires })
      expect([response.status, await response.text()]).toEqual([204, ''])
      expect(await rowOf(record.id)).toMatchObject({
        note: 'New',
        scopes: ['projects:write'],
        expires: new Date(expires),
      })
      expect(await statusOf(token)).toBe(403)
    })

    test('rotate a token', async () => {
      const page = pageOf(await createDevice(context.db))
      const old = await json<Created>(page('POST', '', { scopes: ['projects:read'] }))
      const response = await page('POST', `/${old.record.id}/rotate`, { gracePeriod: day })
      expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store'])
      const successor = await json<Created>(response)
      expect([await statusOf(old.token), await statusOf(successor.token)]).toEqual([200, 200])
      await expectProblem(await page('POST', `/${old.record.id}/rotate`, {}), 409, {
        code: 'ERR_WEBAPI_TOKEN_ALREADY_ROTATED',
      })
      const last = await json<Created>(page('POST', `/${successor.record.id}/rotate`, {}))
      expect([await statusOf(successor.token), await statusOf(last.token)]).toEqual([401, 200])
    })

    test('revoke a token for good, as often as they are asked', async () => {
      const page = pageOf(await createDevice(context.db))
      const { token, record } = await json<Created>(page('POST', '', { scopes: ['projects:read'] }))
      for (let n = 0; n < 2; n++) expect((await page('DELETE', `/${record.id}`)).status).toBe(204)
      expect(await rowOf(record.id)).toMatchObject({ valid: false, invalidReason: 'Revoked by its owner' })
      expect(await statusOf(token)).toBe(401)
      await expectProblem(await page('POST', `/${record.id}/rotate`, {}), 409, { code: 'ERR_WEBAPI_TOKEN_INVALID' })
    })

    test('find no token of somebody else, nor one that is not there', async () => {
      const { token, record } = await context.tokens.generateToken(await createDevice(context.db), {
        scopes: ['projects:read'],
      })
      const page = pageOf(await createDevice(context.db))
      for (const id of [record.id, 2_000_000_000, 'x', '1e3', '01', '99999999999', '%00', '-1']) {
        await expectProblem(await page('PATCH', `/${id}`, { note: 'Mine' }), 404)
        await expectProblem(await page('DELETE', `/${id}`), 404)
        await expectProblem(await page('POST', `/${id}/rotate`, {}), 404)
      }
      // Some frameworks refuse it themselves.
      expect([400, 404]).toContain((await page('DELETE', '/%zz')).status)
      await expectProblem(await page('GET', '/1/2/3'), 404)
      await expectProblem(await page('POST', `/${record.id}/revoke`, {}), 404)
      expect(await statusOf(token)).toBe(200)
      expect(await rowOf(record.id)).toMatchObject({ note: '', valid: true })
    })

    test('answer nobody who is not logged in, whatever token they have', async () => {
      await expectProblem(await pageOf({ id: '' })('GET'), 401)
      const { token } = await context.tokens.generateToken(await createDevice(context.db))
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      for (const [method, below] of [
        ['GET', ''],
        ['POST', ''],
        ['DELETE', '/1'],
        ['PATCH', '/1'],
      ] as const) {
        const body = method === 'GET' ? {} : { body: '{}' }
        await expectProblem(await fetch(context.url + path + below, { method, headers, ...body }), 401)
      }
    })

    test.each([
      ['cross-site', { 'sec-fetch-site': 'cross-site' }],
      ['same-site', { 'sec-fetch-site': 'same-site', origin: 'http://evil.localhost' }],
      ['an old browser', { origin: 'http://evil.example' }],
      ['a sandbox', { origin: 'null' }],
    ])('refuse what a page of another origin sends: %s', async (_kind, headers) => {
      const device = await createDevice(context.db)
      const page = pageOf(device)
      const { record } = await json<Created>(page('POST', '', {}))
      await expectProblem(await page('POST', '', {}, headers), 403)
      await expectProblem(await page('DELETE', `/${record.id}`, undefined, headers), 403)
      expect(await context.db.prisma.deviceToken.count({ where: { deviceId: device.id, valid: true } })).toBe(1)
      expect((await page('GET', '', undefined, headers)).status).toBe(200)
    })

    test('take what their own page sends', async () => {
      const page = pageOf(await createDevice(context.db))
      const { host } = new URL(context.url)
      for (const headers of [
        { 'sec-fetch-site': 'same-origin', origin: `http://${host}` },
        { origin: `http://${host}` },
        { 'sec-fetch-site': 'cross-site', origin: 'https://trusted.example' },
      ])
        expect((await page('POST', '', {}, headers as unknown as Record<string, string>)).status).toBe(201)
    })

    test.each<[string, unknown, string]>([
      ['a note that is no text', { note: 7 }, '#/note'],
      ['a note that is too long', { note: 'x'.repeat(256) }, '#/note'],
      ['a note with a NUL', { note: 'a\0b' }, '#/note'],
      ['half a surrogate pair', '{"note":"\\ud800"}', '#/note'],
      ['a scope that nobody has declared', { scopes: ['admin'] }, '#/scopes'],
      ['a scope twice', { scopes: ['projects:read', 'projects:read'] }, '#/scopes'],
      ['scopes that are no list', { scopes: 'projects:read' }, '#/scopes'],
      ['no date', { expires: 'tomorrow' }, '#/expires'],
      ['a date without a time zone', { expires: '2030-01-01T00:00:00' }, '#/expires'],
      ['a day that there is not', { expires: '2030-13-01T00:00:00Z' }, '#/expires'],
      ['the past', { expires: '2001-01-01T00:00:00Z' }, '#/expires'],
      ['beyond the maximum', { expires: '2099-01-01T00:00:00Z' }, '#/expires'],
      ['never, where there is a maximum', { expires: null }, '#/expires'],
      ['a member that is not known', { valid: true }, '#/valid'],
      ['a member with a slash', { 'a/b~': 1 }, '#/a~1b~0'],
      ['the prototype', '{"__proto__":{"note":"x"}}', '#/__proto__'],
      ['no object', [], '#'],
      ['null', 'null', '#'],
    ])('refuse %s, with a pointer to it', async (_kind, body, pointer) => {
      const device = await createDevice(context.db)
      await expectProblem(await pageOf(device)('POST', '', body), 422, {
        errors: [{ pointer, detail: expect.any(String) }],
      })
      expect(await context.db.prisma.deviceToken.count({ where: { deviceId: device.id } })).toBe(0)
    })

    test('refuse a body that is no JSON, is too long, or is something else', async () => {
      const device = await createDevice(context.db)
      const page = pageOf(device)
      await expectProblem(await page('POST', '', { note: 'x'.repeat(70_000) }), 413)
      const broken = await page('POST', '', '{')
      if (context.parsesFirst) expect(broken.status).toBe(400)
      else await expectProblem(broken, 400)
      await expectProblem(
        await page('POST', '', 'note=x', { 'content-type': 'application/x-www-form-urlencoded' }),
        415,
      )
      await expectProblem(await page('POST', '', '{}', { 'content-type': 'text/plain' }), 415)
      expect(await context.db.prisma.deviceToken.count({ where: { deviceId: device.id } })).toBe(0)
    })

    test('tell that an owner has as many tokens as allowed', async () => {
      const device = await createDevice(context.db)
      for await (const _batch of context.tokens.generateTokens(Array.from({ length: 50 }, () => device))) void 0
      await expectProblem(await pageOf(device)('POST', '', {}), 409, { code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' })
      expect(await context.db.prisma.deviceToken.count({ where: { deviceId: device.id } })).toBe(50)
    })

    test('name their methods', async () => {
      const page = pageOf(await createDevice(context.db))
      const methods = (response: Response) => (response.headers.get('allow') ?? '').split(', ').sort()
      const options = await page('OPTIONS')
      expect([options.status, methods(options)]).toEqual([204, ['GET', 'HEAD', 'OPTIONS', 'POST']])
      const put = await page('PUT', '/1', {})
      expect(put.status).toBe(405)
      if (context.answersMethods) return
      expect(methods(put)).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH'])
      await expectProblem(put, 405)
    })
  })

  describe('the revocation by whoever holds a token', () => {
    const revoke = (body: string, headers: Record<string, string> = {}, method = 'POST') =>
      fetch(`${context.url}/oauth/revoke`, {
        method,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        ...(method === 'POST' && { body }),
      })

    test('revokes it, and answers alike for one that is none', async () => {
      const { token, record } = await context.tokens.generateToken(await createDevice(context.db), {
        scopes: ['projects:read'],
      })
      for (const form of [
        `token=${token}&token_type_hint=access_token`,
        `token=${token}`,
        'token=nonsense',
        'token=acme_0',
      ]) {
        const response = await revoke(form)
        expect([response.status, await response.text(), response.headers.get('cache-control')]).toEqual([
          200,
          '',
          'no-store',
        ])
      }
      expect(await statusOf(token)).toBe(401)
      expect(await rowOf(record.id)).toMatchObject({ invalidReason: 'Revoked by its holder' })
    })

    test('refuses anything but one token in a form', async () => {
      const { token } = await context.tokens.generateToken(await createDevice(context.db), {
        scopes: ['projects:read'],
      })
      expect((await revoke('')).status).toBe(400)
      expect((await revoke('token=')).status).toBe(400)
      const twice = await revoke(`token=${token}&token=${token}x`)
      expect([twice.status, await json(twice)]).toMatchObject([400, { error: 'invalid_request' }])
      expect((await revoke(JSON.stringify({ token }), { 'content-type': 'application/json' })).status).toBe(415)
      const get = await fetch(`${context.url}/oauth/revoke?token=${token}`)
      expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
      expect(await statusOf(token)).toBe(200)
    })
  })
}
