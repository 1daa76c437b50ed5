import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'

import { Miniflare } from 'miniflare'

import { createTables } from '../d1/database.js'
import { bundle } from './bundle.js'

const miniflare = new Miniflare({
  modules: await bundle(),
  compatibilityDate: '2026-04-01',
  compatibilityFlags: ['nodejs_compat'],
  d1Databases: ['DB'],
  // Or it asks Cloudflare where it is.
  cf: false,
})
const d1 = await miniflare.getD1Database('DB')
await createTables(d1)

async function fetch(path: string, token?: string, init: { method?: string; body?: string } = {}) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await miniflare.dispatchFetch(`http://localhost${path}`, { ...init, headers })
  const { status } = response
  return {
    status,
    text: await response.text(),
    challenge: response.headers.get('www-authenticate'),
    statements: Number(response.headers.get('x-statements')),
  }
}

const newToken = async (username: string) => (await fetch('/users', undefined, { method: 'POST', body: username })).text

const rowsOf = async (username: string) => {
  const sql = `SELECT t.* FROM webapi_token t JOIN "User" u ON u.id = t.user_id WHERE u.username = ?`
  return (await d1.prepare(sql).bind(username).all<{ valid: number; last_used: string | null }>()).results
}

describe('a Worker in workerd', () => {
  test('answers with 401 or 200', async () => {
    const token = await newToken('ada')
    assert.match(token, /^acme_/)
    const missing = await fetch('/token')
    assert.deepEqual([missing.status, missing.challenge], [401, 'Bearer realm="Web API"'])
    const malformed = await fetch('/token', `${token.slice(0, -1)}_`)
    assert.deepEqual([malformed.status, malformed.statements], [401, 0])
    const found = await fetch('/token', token)
    assert.deepEqual([found.status, found.text], [200, 'Made in workerd'])
  })

  test('finds a token in the cache that another request has filled', async () => {
    const token = await newToken('grace')
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetch('/token', token)))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    const again = await fetch('/token', token)
    assert.deepEqual([again.status, again.statements], [200, 0])
  })

  test('refuses what another request has revoked', async () => {
    const token = await newToken('hedy')
    await fetch('/token', token)
    const revoked = await fetch('/token', token, { method: 'DELETE' })
    assert.deepEqual([revoked.status, revoked.text], [200, '{"count":1}'])
    const refused = await fetch('/token', token)
    assert.equal(refused.status, 401)
    assert.match(refused.challenge ?? '', /error="invalid_token"/)
    assert.deepEqual(
      (await rowsOf('hedy')).map(({ valid }) => valid),
      [0],
    )
  })

  test('refuses to rotate', async () => {
    const token = await newToken('joan')
    const refused = await fetch('/token', token, { method: 'POST' })
    assert.equal(refused.status, 501)
    assert.equal((JSON.parse(refused.text) as { code?: string }).code, 'ERR_WEBAPI_TOKEN_TRANSACTIONS_UNSUPPORTED')
    assert.deepEqual(
      (await rowsOf('joan')).map(({ valid }) => valid),
      [1],
    )
  })

  test('notes the use behind the response, by waitUntil', { timeout: 30_000 }, async ({ signal }) => {
    const token = await newToken('mary')
    assert.equal((await fetch('/token', token)).status, 200)
    // Until the runtime has run what it was told to wait for.
    let lastUsed: string | null | undefined
    while (!lastUsed && !signal.aborted) lastUsed = (await rowsOf('mary'))[0]?.last_used
    assert.ok(lastUsed)
  })

  after(() => miniflare.dispose())
})
