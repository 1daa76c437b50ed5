import { Invalidations } from '../../../src/cache/invalidations.js'
import { TokenCache } from '../../../src/cache/token-cache.js'
import type { InvalidationBus } from '../../../src/index.js'
import { RecordingSubscriber } from '../../support/recording-subscriber.js'
import { TcpProxy } from '../../support/tcp-proxy.js'

/** A bus that the suite closes. */
export type ClosableBus = InvalidationBus & { close(): Promise<void> }

/** What a network may do to the bus of one process. */
export type Network = Pick<TcpProxy, 'cut' | 'refuse' | 'silence' | 'mend' | 'close'>

/** What the suite has to know of a kind of bus. */
export interface BusKind<N extends Network = Network> {
  /** Makes the network of one process. */
  readonly openNetwork: () => Promise<N>
  /** Opens a bus by way of the network. It asks for a sign of life several times a second. All of a suite tell each other. */
  readonly open: (network: N) => ClosableBus
}

/** A kind of bus with a server, by way of a port on 127.0.0.1. */
export function busByTcp(server: () => { host: string; port: number }, open: (port: number) => ClosableBus) {
  return {
    openNetwork: () => TcpProxy.to(server()),
    open: (proxy: TcpProxy) => open(proxy.port),
  } satisfies BusKind<TcpProxy>
}

const rounds = 100
/** Longer than any test: what is let go of earlier was told by the bus. */
const ttl = 3_600_000

/** What an invalidation bus has to do for the caches of a repository. */
export function describeInvalidationBus<N extends Network>({ openNetwork, open }: BusKind<N>): void {
  describe('contract of an invalidation bus', () => {
    const closing: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close()
    })

    /** One process: its bus, behind a network of its own. */
    async function openProcess() {
      const network = await openNetwork()
      closing.push(() => network.close())
      const bus = open(network)
      closing.push(() => bus.close())
      const subscriber = new RecordingSubscriber()
      bus.subscribe(subscriber)
      const connected = () => subscriber.until(() => subscriber.isConnected)
      const disconnected = () => subscriber.until(() => !subscriber.isConnected)
      return { network, bus, subscriber, connected, disconnected }
    }

    async function openConnected() {
      const opened = await openProcess()
      await opened.connected()
      return opened
    }

    /** A repository's cache, with one row in it. */
    function cacheOn(bus: InvalidationBus) {
      const cache = new TokenCache({ store: new Map(), ttl })
      const failures: unknown[] = []
      const invalidations = new Invalidations({
        cache,
        bus,
        publishTimeout: 1_000,
        clock: () => new Date(0),
        events: { emit: (name, event) => name === 'invalidationBusFailed' && failures.push(event) },
      })
      return {
        invalidations,
        failures,
        fill: () => cache.set('key', {}, ['id:1'], cache.begin(0), 0),
        isCached: () => cache.get('key', 0) !== undefined,
      }
    }

    test('a message reaches every subscriber, those of the same bus too', async () => {
      const [here, there] = [await openConnected(), await openConnected()]
      const another = new RecordingSubscriber()
      here.bus.subscribe(another)
      await another.until(() => another.isConnected)
      await here.bus.publish('x')
      for (const subscriber of [here.subscriber, there.subscriber, another]) {
        await subscriber.until(() => subscriber.messages.includes('x'))
        expect(subscriber.messages).toStrictEqual(['x'])
      }
    })

    test('messages arrive as they are, in order, many at once', async () => {
      const [here, there] = [await openConnected(), await openConnected()]
      const texts = ['"', "'", '\\', '{}', 'NULL', 'ä\n\t💡', 'x'.repeat(7_900), 'ä'.repeat(3_950)]
      const messages = [...texts, ...Array.from({ length: 500 }, (_, index) => `message ${index}`)]
      await Promise.all(messages.map((message) => here.bus.publish(message)))
      await there.subscriber.until(() => there.subscriber.messages.length === messages.length)
      expect(there.subscriber.messages).toStrictEqual(messages)
    })

    test('a message that is published at once waits for the first connection', async () => {
      const there = await openConnected()
      const here = await openProcess()
      await here.bus.publish('first')
      await there.subscriber.until(() => there.subscriber.messages.includes('first'))
    })

    test('a cut connection is told, and comes back', async () => {
      const { network, subscriber, connected, disconnected } = await openConnected()
      network.cut()
      await disconnected()
      await connected()
      expect(subscriber.calls).toStrictEqual(['connected', 'disconnected', 'connected'])
      expect(subscriber.errors).toMatchObject([{ message: expect.any(String) }])
    })

    test('a connection that goes dead without a word is told, and another one takes its place', async () => {
      const { network, bus, connected, disconnected } = await openConnected()
      network.silence()
      await disconnected()
      await expect(bus.publish('x')).rejects.toThrow()
      network.mend()
      await connected()
      await bus.publish('x')
    })

    test('a server that does not answer the first connection does not keep anybody waiting', async () => {
      const network = await openNetwork()
      network.silence()
      closing.push(() => network.close())
      const bus = open(network)
      closing.push(() => bus.close())
      const here = cacheOn(bus)
      await here.invalidations.invalidate(['id:1'])
      expect(here.failures).toHaveLength(1)
    })

    test('what could not be published is made up for, also with those who were connected all the time', async () => {
      const [here, there] = [await openConnected(), await openConnected()]
      const cache = cacheOn(there.bus)
      cache.fill()
      here.network.refuse()
      await here.disconnected()
      await expect(here.bus.publish('lost')).rejects.toThrow()
      expect(cache.isCached()).toBe(true)
      here.network.mend()
      await there.subscriber.until(() => !cache.isCached())
      expect(there.subscriber.calls).toStrictEqual(['connected'])
    })

    test(`0 of ${2 * rounds} invalidations are missed by a cache while connections are cut`, async () => {
      const [here, there] = [await openConnected(), await openConnected()]
      const [publisher, reader] = [cacheOn(here.bus), cacheOn(there.bus)]
      async function isMissed(): Promise<boolean> {
        reader.fill()
        await publisher.invalidations.invalidate(['id:1'])
        const tooLate = new AbortController()
        const told = there.subscriber.until(() => !reader.isCached()).then(() => false)
        return Promise.race([told, late(tooLate.signal)]).finally(() => {
          tooLate.abort()
        })
      }
      let missed = 0
      for (let round = 0; round < rounds; round++) {
        await there.connected()
        // Not always: a connection that is just coming back is cut, too.
        if (round % 3 > 0) await here.connected()
        const { network } = round % 4 < 3 ? here : there
        if (round % 2 > 0) network.cut()
        else setImmediate(() => network.cut())
        if (await isMissed()) missed++
        // At the moment at which the reader hears of it, the publisher may not know yet that it does.
        if (await isMissed()) missed++
      }
      expect(missed).toBe(0)
    }, 240_000)

    test('a bus that is closed disconnects its subscribers and publishes nothing, and can be closed again', async () => {
      const { bus, subscriber } = await openConnected()
      await bus.close()
      expect(subscriber.calls).toStrictEqual(['connected', 'disconnected'])
      expect(subscriber.errors).toStrictEqual([undefined])
      await expect(bus.publish('x')).rejects.toThrow()
      await bus.close()
      expect(subscriber.calls).toHaveLength(2)
    })

    test.each(['refuse', 'silence'] as const)('a bus can be closed while its server is away: %s', async (outage) => {
      const { network, bus, disconnected } = await openConnected()
      network[outage]()
      const publishing = bus.publish('x').catch(() => undefined)
      if (outage === 'refuse') await disconnected()
      await bus.close()
      await publishing
    })
  })
}

/** Far beyond what a connection takes to come back. */
async function late(signal: AbortSignal): Promise<boolean> {
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, 20_000)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
  })
  return true
}
