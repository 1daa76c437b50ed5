import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis-5'
import { createClient } from 'redis'
import { createClient as createClient5 } from 'redis-5'

import { type RedisClient, redisInvalidationBus } from '../../src/index.js'
import { describeUnless } from '../support/describe-unless.js'
import { RecordingSubscriber } from '../support/recording-subscriber.js'
import { TcpProxy } from '../support/tcp-proxy.js'
import { busByTcp, describeInvalidationBus } from './suite/invalidation-bus.js'

const url = process.env.TEST_REDIS_URL
const missing = url ? undefined : 'TEST_REDIS_URL is not set'
const server = () => {
  const { hostname, port } = new URL(url ?? 'redis://127.0.0.1')
  return { host: hostname, port: Number(port || 6379) }
}

/** A client that the test ends. */
interface Opened {
  readonly client: RedisClient
  readonly end: () => void
}

const ioOptions = (port: number) => ({ host: '127.0.0.1', port, retryStrategy: () => 20 })
const nodeOptions = (port: number) => ({ socket: { host: '127.0.0.1', port, reconnectStrategy: () => 20 } })

function openIo(client: Redis | Redis5): Opened {
  return { client, end: () => client.disconnect() }
}

function openNode(client: ReturnType<typeof createClient> | ReturnType<typeof createClient5>): Opened {
  client.connect().catch(() => undefined)
  return { client, end: () => client.destroy() }
}

const kinds: readonly (readonly [name: string, open: (port: number) => Opened])[] = [
  ['ioredis 6', (port) => openIo(new Redis(ioOptions(port)))],
  ['ioredis 5', (port) => openIo(new Redis5(ioOptions(port)))],
  // The bus hears their errors, which would end the process.
  ['redis 6', (port) => openNode(createClient(nodeOptions(port)))],
  ['redis 5', (port) => openNode(createClient5(nodeOptions(port)))],
]

describe.each(kinds)('with %s', (name, open) => {
  describeUnless(missing, 'the bus on Redis', () => {
    const channel = `test-${name}-${process.pid}`
    const opened: Opened[] = []
    afterEach(() => {
      for (const { end } of opened.splice(0)) end()
    })

    function openClient(port: number): RedisClient {
      const client = open(port)
      opened.push(client)
      return client.client
    }

    function openBus(port: number, subscriberPort = port) {
      const [publisher, subscriber] = [openClient(port), openClient(subscriberPort)]
      return redisInvalidationBus({ publisher, subscriber, channel, heartbeatInterval: 500 })
    }

    describeInvalidationBus(busByTcp(server, (port) => openBus(port)))

    async function openRecorded(port: number, subscriberPort: number) {
      const bus = openBus(port, subscriberPort)
      const subscriber = new RecordingSubscriber()
      bus.subscribe(subscriber)
      await subscriber.until(() => subscriber.isConnected)
      return { bus, subscriber }
    }

    test('a subscriber that is cut is told, though the publisher is not, in each of 50 rounds', async () => {
      const [there, proxy] = [await TcpProxy.to(server()), await TcpProxy.to(server())]
      const { bus, subscriber } = await openRecorded(there.port, proxy.port)
      for (let round = 0; round < 50; round++) {
        proxy.cut()
        await subscriber.until(() => !subscriber.isConnected)
        await subscriber.until(() => subscriber.isConnected)
        await bus.publish(`round ${round}`)
        await subscriber.until(() => subscriber.messages.includes(`round ${round}`))
      }
      await bus.close()
      await Promise.all([there.close(), proxy.close()])
    })

    test('a publisher that is away counts as a lost connection, since nobody hears the bus', async () => {
      const [proxy, there] = [await TcpProxy.to(server()), await TcpProxy.to(server())]
      const { bus, subscriber } = await openRecorded(proxy.port, there.port)
      proxy.refuse()
      await expect(bus.publish('x')).rejects.toThrow()
      await subscriber.until(() => !subscriber.isConnected)
      proxy.mend()
      await subscriber.until(() => subscriber.isConnected)
      await subscriber.until(() => subscriber.messages.includes(''))
      await bus.close()
      await Promise.all([there.close(), proxy.close()])
    })

    test("leaves the app's clients connected, and without its listeners", async () => {
      const { port } = server()
      const [publisher, subscriber] = [openClient(port), openClient(port)]
      const count = () => (subscriber as unknown as { listenerCount: (event: string) => number }).listenerCount('ready')
      const before = count()
      const bus = redisInvalidationBus({ publisher, subscriber, channel, heartbeatInterval: 500 })
      const recorder = new RecordingSubscriber()
      bus.subscribe(recorder)
      await recorder.until(() => recorder.isConnected)
      expect(count()).toBe(before + 1)
      await bus.close()
      expect(count()).toBe(before)
      expect(await publisher.publish(channel, 'nobody hears that')).toBe(0)
    })
  })
})
