import assert from 'node:assert/strict'
import { test } from 'node:test'

import { tokens } from '../../src/tokens.js'
import { bearer, createUser, get, logIn, send, url } from '../support.js'

test('a login sets a cookie that no script reads and no other site sends', async () => {
  const { username, password } = await createUser()
  const response = await send('POST', '/login', { username, password })
  assert.equal(response.status, 204)
  const [cookie = ''] = response.headers.getSetCookie()
  assert.match(cookie, /^session=.*; HttpOnly; SameSite=Lax$/)
})

test('a wrong login sets none', async () => {
  const { username } = await createUser()
  for (const body of [
    { username, password: 'wrong' },
    { username: 'nobody', password: 'wrong' },
  ]) {
    const response = await send('POST', '/login', body)
    assert.equal(response.status, 401)
    assert.deepEqual(response.headers.getSetCookie(), [])
  }
  assert.equal((await send('POST', '/login', { username })).status, 422)
})

test('a route takes a session, or a token, and a token alone decides', async () => {
  const [ada, grace] = await Promise.all([createUser(), createUser()])
  const session = await logIn(ada)
  const { token } = await tokens.generateToken(grace)

  const bySession = await get('/api/me', session)
  assert.deepEqual(await bySession.json(), { username: ada.username, by: 'session' })
  const byToken = await get('/api/me', bearer(token))
  assert.deepEqual(await byToken.json(), { username: grace.username, by: 'token' })
  const byBoth = await get('/api/me', { ...session, ...bearer(token) })
  assert.deepEqual(await byBoth.json(), { username: grace.username, by: 'token' })
  assert.equal((await get('/api/me', { ...session, ...bearer('nonsense') })).status, 401)
  assert.equal((await get('/api/me')).status, 401)
})

test('a session that somebody has altered is none', async () => {
  const { Cookie } = await logIn(await createUser())
  assert.equal((await get('/api/me', { Cookie })).status, 200)
  assert.equal((await get('/api/me', { Cookie: Cookie.replace('session=', 'session=1') })).status, 401)
})

test('a logout removes the cookie, but no other site can log anybody out', async () => {
  const session = await logIn(await createUser())
  const logOut = (site: string) =>
    fetch(`${url}/logout`, { method: 'POST', headers: { ...session, 'Sec-Fetch-Site': site } })
  assert.equal((await logOut('cross-site')).status, 403)
  const response = await logOut('same-origin')
  assert.equal(response.status, 204)
  assert.match(response.headers.getSetCookie()[0] ?? '', /^session=; Max-Age=0/)
})
