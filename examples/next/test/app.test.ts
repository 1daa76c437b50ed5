import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after } from 'node:test'

import { prisma } from '@/prisma'
import { createUser } from '@/users'
import { contract } from './contract'

contract('Next.js 16', async () => {
  const args = ['node_modules/next/dist/bin/next', 'start', '--hostname', '127.0.0.1', '--port', '0']
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', SESSION_SECRET: 'for tests only' }
  const server = spawn(process.execPath, args, { env, stdio: 'pipe' })
  server.stderr.pipe(process.stderr)
  let errors = ''
  server.stderr.on('data', (data) => (errors += String(data)))
  const closed = once(server, 'close')
  const url = await urlIn(server.stdout)
  // Nobody reads the rest, and the server would wait.
  server.stdout.resume()
  return {
    url,
    hidesRepeatedHeaders: true,
    createUser,
    deactivateUser: (username) => prisma.user.update({ where: { username }, data: { active: false } }),
    findToken: (id) => prisma.webAPIToken.findUnique({ where: { id } }),
    async close() {
      server.kill()
      await closed
      // Outside of a request, `after` throws, and the repository reports that.
      assert.doesNotMatch(errors, /lastUsed\.background/)
    },
  }
})

/** Waits until the server says where it is. */
async function urlIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (url) return url
  }
  throw new Error('The server has ended')
}

after(() => prisma.$disconnect())
