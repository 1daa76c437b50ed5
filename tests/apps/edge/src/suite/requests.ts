import assert from 'node:assert/strict'
import { test } from 'node:test'

import { challengeHeaders, getTokenFromHeaders, WebAPITokenRepository } from 'prisma-webapi-token'

import type { EdgeDatabase } from '../edge-database.js'
import type { PrismaClient } from '../generated/d1/client.js'
import { counted, signUp } from './support.js'

/** What a Worker does with a request, for which it has made a client. */
async function handle(tokens: WebAPITokenRepository<PrismaClient>, request: Request): Promise<Response> {
  const result = await tokens.authenticate(getTokenFromHeaders(request.headers))
  if (!result.ok)
    return new Response(result.publicMessage, { status: result.status, headers: challengeHeaders(result) })
  if (request.method === 'DELETE') await tokens.invalidateToken({ id: result.record.id })
  return new Response(result.record.note)
}

/** A Worker has a client for each request, and between requests only what its module keeps. */
export function testRequests(database: EdgeDatabase): void {
  const prisma = database.connect()

  function startWorker() {
    const waitUntil: Promise<unknown>[] = []
    const tokens: WebAPITokenRepository<PrismaClient> = new WebAPITokenRepository(database.connect(), {
      tokenType: 'acme',
      cache: { store: new Map(), ttl: 60_000 },
      // So long that nothing is written before the test says so.
      lastUsed: { defer: 60_000, background: (note) => waitUntil.push(note) },
    })
    const fetch = (token: string, method = 'GET') => {
      const request = new Request('http://localhost', { method, headers: { authorization: `Bearer ${token}` } })
      return handle(tokens.withClient(database.connect()), request)
    }
    return { tokens, waitUntil, fetch }
  }

  async function newToken() {
    const { token, record } = await new WebAPITokenRepository(prisma, { tokenType: 'acme' }).generateToken(
      await signUp(prisma),
      { note: 'Yours' },
    )
    return { token, row: () => prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } }) }
  }

  test('the second request is answered from the cache, without a query', async () => {
    const worker = startWorker()
    const { token } = await newToken()
    const first = await counted(database, () => worker.fetch(token))
    assert.deepEqual([first.result.status, first.statements.length], [200, 1])
    const second = await counted(database, () => worker.fetch(token))
    assert.deepEqual([second.result.status, second.statements.length], [200, 0])
    assert.equal(await second.result.text(), 'Yours')
    await worker.tokens.flush()
  })

  test('requests do not wait for the note of the use, and share it', async () => {
    const worker = startWorker()
    const { token, row } = await newToken()
    for (const response of await Promise.all([worker.fetch(token), worker.fetch(token)])) {
      assert.equal(response.status, 200)
    }
    assert.equal((await row()).lastUsed, null)
    assert.equal(worker.waitUntil.length, 1)
    await worker.tokens.flush()
    await Promise.all(worker.waitUntil)
    assert.notEqual((await row()).lastUsed, null)
  })

  test('what one request revokes, the next one refuses', async () => {
    const worker = startWorker()
    const heard: number[] = []
    worker.tokens.on('invalidated', ({ count }) => heard.push(count))
    const { token, row } = await newToken()
    assert.equal((await worker.fetch(token)).status, 200)
    assert.equal((await worker.fetch(token, 'DELETE')).status, 200)
    const refused = await worker.fetch(token)
    assert.equal(refused.status, 401)
    assert.match(refused.headers.get('www-authenticate') ?? '', /error="invalid_token"/)
    assert.equal((await row()).valid, false)
    assert.deepEqual(heard, [1])
    await worker.tokens.flush()
  })
}
