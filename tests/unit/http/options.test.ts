import { authenticateRequest, revocationRoute, tokenRoutes } from '../../../src/http/index.js'
import { requireToken } from '../../../src/adapters/express.js'
import { requireToken as fastifyPlugin } from '../../../src/adapters/fastify.js'
import { withToken } from '../../../src/adapters/next.js'
import { WebAPITokenRepository } from '../../../src/index.js'
import { createDatabase, databaseKind, type TestDatabase } from '../../support/databases.js'
import { thrownBy } from '../support/thrown-by.js'

let db: TestDatabase | undefined
beforeAll(async () => {
  db = await createDatabase(databaseKind('better-sqlite3'))
})
afterAll(() => db?.close())

const tokens = () => {
  if (!db) throw new Error('The database is there while tests run')
  return new WebAPITokenRepository(db.prisma, { model: 'deviceToken', owner: 'deviceId', scopes: ['a'] })
}

const owner = () => undefined

test.each<[object, RegExp]>([
  [{ scope: ['a'] }, /there is no option "scope"; the nearest is "scopes"/],
  [{ scopes: ['b'] }, /^scopes: "b" is not one of/],
  [{ scopes: [] }, /^scopes must not be an empty list/],
  [{ realm: 7 }, /^realm must be/],
  [{ apiKeyHeader: 'a b' }, /^apiKeyHeader must be/],
  [{ session: true }, /^session must be a function/],
  [{ address: '127.0.0.1' }, /^address must be a function/],
  [{ respond: {} }, /^respond must be a function/],
  [{ lastUsedInterval: -1 }, /^lastUsedInterval must be/],
])('adapters refuse %j before there is a request', async (options, message) => {
  const given = options as never
  for (const adapter of [
    () => requireToken(tokens(), given),
    () => fastifyPlugin(tokens(), given),
    () => withToken(tokens(), given, () => new Response()),
  ]) {
    const error = thrownBy(adapter)
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).message).toMatch(message)
  }
  await expect(authenticateRequest(tokens(), new Request('http://localhost'), given)).rejects.toThrow(message)
})

test.each<[object, RegExp]>([
  [{}, /^owner must be a function/],
  [{ owner, base: '/x' }, /there is no option "base"; the nearest is "basePath"/],
  [{ owner, basePath: 'settings' }, /^basePath must be a path/],
  [{ owner, basePath: '/settings/' }, /^basePath must be a path/],
  [{ owner, scopes: ['b'] }, /^scopes must be some of/],
  [{ owner, data: {} }, /^data must be a function/],
  [{ owner, trustedOrigins: ['https://a.example/'] }, /^trustedOrigins must be/],
  [{ owner, trustedOrigins: 'https://a.example' }, /^trustedOrigins must be/],
])('the routes of a settings page refuse %j', (options, message) => {
  const error = thrownBy(() => tokenRoutes(tokens(), options as never))
  expect(error).toBeInstanceOf(TypeError)
  expect((error as Error).message).toMatch(message)
})

test('nothing but a repository is taken for one', async () => {
  const { prisma } = db ?? {}
  for (const other of [prisma?.deviceToken, {}]) {
    expect(thrownBy(() => tokenRoutes(other as never, { owner }))).toEqual(
      new TypeError('tokens must be a WebAPITokenRepository'),
    )
    await expect(authenticateRequest(other as never, new Request('http://localhost'))).rejects.toThrow(TypeError)
  }
  expect(thrownBy(() => revocationRoute(tokens(), { reason: 'x' } as never))).toBeInstanceOf(TypeError)
})

test('a response of the app replaces that of a refusal', async () => {
  const refusals: unknown[] = []
  const respond = (refusal: unknown, response: Response) => {
    refusals.push(refusal)
    return new Response('No', { status: response.status, headers: response.headers })
  }
  const answer = async (headers: Record<string, string>) => {
    const request = new Request('http://localhost', { headers })
    const response = await authenticateRequest(tokens(), request, { respond, apiKeyHeader: true })
    if (!(response instanceof Response)) throw new Error('It was let in')
    return [response.status, await response.text()]
  }
  expect(await answer({})).toEqual([401, 'No'])
  expect(await answer({ authorization: 'Bearer a', 'x-api-key': 'b' })).toEqual([400, 'No'])
  expect(refusals).toMatchObject([{ reason: 'missing' }, { code: 'ERR_WEBAPI_TOKEN_CONFLICTING_CREDENTIALS' }])
})

test('a redirect of the app is the answer to whoever is not logged in', async () => {
  const routes = tokenRoutes(tokens(), { owner: () => Response.redirect('http://localhost/login', 302) })
  const response = await routes(new Request('http://localhost/'))
  expect([response.status, response.headers.get('location')]).toEqual([302, 'http://localhost/login'])
})

test('an error of the database passes through', async () => {
  const repository = tokens()
  const routes = tokenRoutes(repository, { owner: () => 'device-that-does-not-exist' })
  const body = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
  await expect(routes(new Request('http://localhost/', body))).rejects.toMatchObject({ code: 'P2003' })
})
