import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'

import { tokens } from '../../src/tokens.js'
import { bearer, createUser, get, isAccepted, logIn, url } from '../support.js'

/** Sends the beginning of a request, and goes away without its answer. */
async function sendAndLeave(lines: readonly string[]): Promise<void> {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const [first = '', ...others] = lines
  socket.write([first, `Host: ${host}`, ...others, '', ''].join('\r\n'))
  socket.destroy()
  await once(socket, 'close')
}

test('a client that leaves early does not disturb the others', async () => {
  const user = await createUser()
  const { Cookie } = await logIn(user)
  const { token } = await tokens.generateToken(user, { scopes: ['projects:read'] })
  const half = (type: string, text: string) => [`Content-Type: ${type}`, 'Content-Length: 1000', '', text]
  for (let round = 0; round < 5; round += 1) {
    await sendAndLeave(['GET /api/projects HTTP/1.1', `Authorization: Bearer ${token}`])
    await sendAndLeave([
      'POST /settings/tokens HTTP/1.1',
      `Cookie: ${Cookie}`,
      ...half('application/json', '{"note": "'),
    ])
    await sendAndLeave(['POST /oauth/revoke HTTP/1.1', ...half('application/x-www-form-urlencoded', `token=${token}`)])
    assert.ok(await isAccepted(token))
  }
  assert.equal((await tokens.of(user).listTokens()).tokens.length, 1, 'Half a request creates nothing')
})

test('1,000 requests at once are all answered', async () => {
  const users = await Promise.all(Array.from({ length: 10 }, () => createUser()))
  const made = await Promise.all(users.map((user) => tokens.generateToken(user, { scopes: ['projects:read'] })))
  const answers = Array.from({ length: 1_000 }, async (_, index) => {
    const response = await get('/api/projects', bearer(made[index % made.length]?.token ?? ''))
    const { username } = (await response.json()) as { username: string }
    return [response.status, username]
  })
  const expected = Array.from({ length: 1_000 }, (_, index) => [200, users[index % users.length]?.username])
  assert.deepEqual(await Promise.all(answers), expected)
})
