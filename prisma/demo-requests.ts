import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { challengeHeaders, getTokenFromHeaders, WebAPITokenRepository } from '../src/index.js'
import type { connect } from './client.js'

export function step(title: string): void {
  console.log(`\n== ${title}`)
}

/** A request that is let in, and refused once its token is revoked. */
export async function demonstrateRequests(prisma: ReturnType<typeof connect>): Promise<void> {
  const tokens = new WebAPITokenRepository(prisma, { tokenType: 'demo' })
  const alan = await prisma.user.create({ data: { username: 'alan' } })
  const { token, record } = await tokens.generateToken(alan, { note: 'The first request' })

  const server = createServer((request, response) => {
    void (async () => {
      const result = await tokens.authenticate(getTokenFromHeaders(request.headersDistinct), {
        include: { user: true },
      })
      response.writeHead(result.ok ? 200 : 401, challengeHeaders(result))
      response.end(result.ok ? `Hello, ${result.record.user.username}` : result.publicMessage)
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const ask = async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } })
    return { status: response.status, challenge: response.headers.get('www-authenticate'), body: await response.text() }
  }

  step('A request with a token is let in')
  const accepted = await ask()
  console.log(accepted)
  assert.deepEqual(accepted, { status: 200, challenge: null, body: 'Hello, alan' })

  step('The token is revoked, and the same request is refused')
  await tokens.invalidateToken(token, { invalidReason: 'Found in a public repository' })
  const refused = await ask()
  console.log(refused)
  assert.equal(refused.status, 401)
  assert.match(refused.challenge ?? '', /^Bearer realm="Web API", error="invalid_token"/)

  server.close()
  // The steps that follow count what is in the table.
  await prisma.webAPIToken.delete({ where: { id: record.id } })
}
