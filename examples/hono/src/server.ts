import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { serve } from '@hono/node-server'

import { app } from './app.js'
import { prisma } from './prisma.js'
import { tokens } from './tokens.js'

export interface RunningServer {
  readonly url: string
  close(): Promise<void>
}

/** Starts the server on a port, or on any free one for 0. */
export async function startServer(port: number): Promise<RunningServer> {
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      // Requests that have begun are answered first.
      server.close()
      await once(server, 'close')
      // Matters with the option `lastUsed: { defer }`, which writes behind the requests.
      await tokens.flush()
      await prisma.$disconnect()
    },
  }
}
