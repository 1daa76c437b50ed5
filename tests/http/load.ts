import { once } from 'node:events'
import { connect } from 'node:net'

import type { ContractContext } from './contract.js'
import { createDevice } from './service.js'

/** Many requests, and those whose clients do not wait. */
export function load(context: ContractContext): void {
  const readable = async () => {
    const device = await createDevice(context.db)
    return (await context.tokens.generateToken(device, { scopes: ['projects:read'] })).token
  }

  test('answers 1,000 requests at once, each with its own token', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, readable))
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, async (_, n) => {
        const token = n % 10 === 9 ? 'acme_wrong' : tokens[n % tokens.length]
        const response = await fetch(`${context.url}/projects`, { headers: { authorization: `Bearer ${token}` } })
        return { n, status: response.status, body: (await response.json()) as { id?: number } }
      }),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(900)
    expect(answers.filter(({ status, n }) => status === 401 && n % 10 === 9)).toHaveLength(100)
    const rows = await context.db.prisma.deviceToken.findMany({
      orderBy: { id: 'desc' },
      take: 20,
      select: { id: true },
    })
    const ids = new Set(rows.map(({ id }) => id))
    for (const { status, body } of answers) if (status === 200) expect(ids.has(body.id ?? 0)).toBe(true)
  })

  test('survives clients that close early', async () => {
    const token = await readable()
    const { port, host } = new URL(context.url)
    for (let n = 0; n < 50; n++) {
      const socket = connect(Number(port), '127.0.0.1')
      await once(socket, 'connect')
      const [path, length] = n % 2 ? ['/projects', 0] : ['/settings/tokens', 1_000_000]
      const method = n % 2 ? 'GET' : 'POST'
      socket.write(
        [
          `${method} ${path} HTTP/1.1`,
          `Host: ${host}`,
          `Authorization: Bearer ${token}`,
          'Content-Type: application/json',
          `Content-Length: ${length}`,
          '',
          '{"note":',
        ].join('\r\n'),
      )
      if (n % 4 > 1) socket.resetAndDestroy()
      else socket.destroy()
      await once(socket, 'close')
    }
    const response = await fetch(`${context.url}/projects`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
  })
}
