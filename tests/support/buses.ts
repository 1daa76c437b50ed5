import { Redis } from 'ioredis'
import pg from 'pg'
import { createClient } from 'redis'

import { postgresInvalidationBus, redisInvalidationBus } from '../../src/index.js'
import type { ClosableBus } from '../conformance/suite/invalidation-bus.js'

/** A bus with what it needs, by way of a port on 127.0.0.1. */
export interface OpenBus {
  readonly bus: ClosableBus
  /** Closes the bus and the clients under it. */
  readonly close: () => Promise<void>
}

const heartbeatInterval = 500
const host = '127.0.0.1'

const openers: Readonly<Record<string, (port: number, url: string) => OpenBus>> = {
  PostgreSQL(port, url) {
    const byPort = Object.assign(new URL(url), { hostname: host, port: String(port) })
    const bus = postgresInvalidationBus({ createClient: () => new pg.Client(byPort.href), heartbeatInterval })
    return { bus, close: () => bus.close() }
  },
  ioredis(port) {
    const [publisher, subscriber] = [1, 2].map(() => new Redis({ host, port, retryStrategy: () => 20 }))
    if (!publisher || !subscriber) throw new Error('There are two')
    return onRedis(redisInvalidationBus({ publisher, subscriber, heartbeatInterval }), () => {
      for (const client of [publisher, subscriber]) client.disconnect()
    })
  },
  redis(port) {
    const publisher = createClient({ socket: { host, port, reconnectStrategy: () => 20 } })
    const subscriber = publisher.duplicate()
    const bus = redisInvalidationBus({ publisher, subscriber, heartbeatInterval })
    for (const client of [publisher, subscriber]) client.connect().catch(() => undefined)
    return onRedis(bus, () => {
      for (const client of [publisher, subscriber]) client.destroy()
    })
  },
}

/** `url`: of the database, for the bus that is part of it. */
export function openBus(kind: string, port: number, url: string): OpenBus {
  const open = openers[kind]
  if (!open) throw new TypeError(`There is no bus "${kind}"`)
  return open(port, url)
}

function onRedis(bus: ClosableBus, end: () => void): OpenBus {
  return {
    bus,
    async close() {
      await bus.close()
      end()
    },
  }
}
