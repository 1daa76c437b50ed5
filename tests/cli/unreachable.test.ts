import { createServer, type AddressInfo, type Server } from 'node:net'

import { engine, request } from './support/engine.js'
import { prisma } from './support/prisma.js'

let server: Server
let url: string

/** Accepts connections and stays silent. */
beforeEach(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  url = `postgresql://nobody@127.0.0.1:${port}/nowhere?connect_timeout=1`
})

afterEach(() => void server.close())

const unreachable = () => `Can't reach database server at \`${new URL(url).host}\``

it('no server: the CLI says P1001', async () => {
  server.close()
  const { code, stderr } = await prisma('migrate deploy', { env: { DATABASE_URL: url } })
  expect(stderr).toContain(`P1001: ${unreachable()}`)
  expect(code).toBe(1)
})

it('no server: the protocol says P1001', async () => {
  server.close()
  const [answer] = await request(url, { id: 1, method: 'getDatabaseVersion' })
  expect(answer).toMatchObject({
    error: { data: { error_code: 'P1001', message: expect.stringContaining(unreachable()) } },
  })
})

it('a silent server: P1001 after connect_timeout', async () => {
  const { code, stderr } = await engine({ url }, ['cli', 'can-connect-to-database'])
  expect(stderr).toContain('P1001')
  expect(stderr).toContain(unreachable())
  expect(code).toBe(1)
})

it('MySQL: says what the WebAssembly engine cannot do, and what can be done', async () => {
  const { code, stdout, stderr } = await prisma('migrate deploy', {
    env: { DATABASE_URL: 'mariadb://nobody@127.0.0.1:1/nowhere' },
  })
  expect(stdout).toContain('MySQL database "nowhere"')
  expect(stderr).toContain('does not speak MySQL')
  expect(stderr).toContain('PRISMA_SCHEMA_ENGINE_BINARY')
  expect(stderr).toContain('prisma/migrations/mysql')
  expect(code).toBe(1)
})
