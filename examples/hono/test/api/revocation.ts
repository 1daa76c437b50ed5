import assert from 'node:assert/strict'
import { test } from 'node:test'

import { prisma } from '../../src/prisma.js'
import { tokens } from '../../src/tokens.js'
import { createUser, get, isAccepted, url } from '../support.js'

test('whoever holds a token revokes it by a form', async () => {
  const { token, record } = await tokens.generateToken(await createUser(), { scopes: ['projects:read'] })
  assert.ok(await isAccepted(token))
  // The second time it is revoked already, which is no error.
  for (const text of [token, token, 'nonsense']) {
    const response = await fetch(`${url}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token: text }) })
    assert.deepEqual([response.status, await response.text()], [200, ''])
  }
  assert.equal(await isAccepted(token), false)
  const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
  assert.equal(row.invalidReason, 'Revoked by its holder')
  assert.equal((await get('/oauth/revoke')).status, 405)
})
