import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Service } from './service.js'

/** Serves on a port of its own. */
export async function listen(listener: RequestListener): Promise<Service> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return serviceOf(server)
}

/** A server that listens. */
export function serviceOf(server: Server): Service {
  // On a busy machine, a connection would be closed in the moment that the next request takes it.
  server.keepAliveTimeout = 600_000
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
