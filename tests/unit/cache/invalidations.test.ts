import { jest } from '@jest/globals'

import type { InvalidationBus, InvalidationSubscriber } from '../../../src/cache/invalidation-bus.js'
import { DeferredInvalidations, Invalidations } from '../../../src/cache/invalidations.js'
import { TokenCache } from '../../../src/cache/token-cache.js'
import { everything } from '../../../src/client/id-tags.js'

const ttl = 100
const row = { id: 1 }

/** Delivers to everybody at once, as if all processes were this one. */
class MemoryBus implements InvalidationBus {
  readonly messages: string[] = []
  readonly subscribers: InvalidationSubscriber[] = []
  failure: Error | undefined

  publish(message: string): Promise<void> {
    if (this.failure) return Promise.reject(this.failure)
    this.messages.push(message)
    for (const subscriber of this.subscribers) subscriber.onMessage(message)
    return Promise.resolve()
  }

  subscribe(subscriber: InvalidationSubscriber): void {
    this.subscribers.push(subscriber)
  }

  connect(): void {
    for (const subscriber of this.subscribers) subscriber.onConnected()
  }

  disconnect(): void {
    for (const subscriber of this.subscribers) subscriber.onDisconnected()
  }
}

/** One process: its cache, and the invalidations that reach it. */
function newProcess(bus?: InvalidationBus, publishTimeout = 10_000) {
  const cache = new TokenCache({ store: new Map(), ttl })
  const emit = jest.fn()
  const time = { now: 0 }
  const invalidations = new Invalidations({
    cache,
    bus,
    publishTimeout,
    clock: () => new Date(time.now),
    events: { emit },
  })
  return {
    invalidations,
    emit,
    time,
    fill: () => cache.set('key', row, ['id:1'], cache.begin(time.now), time.now),
    isCached: () => cache.get('key', time.now) === row,
  }
}

function connected() {
  const bus = new MemoryBus()
  const [here, there] = [newProcess(bus), newProcess(bus)]
  bus.connect()
  here.fill()
  there.fill()
  return { bus, here, there }
}

test('reaches the cache of this process before anything is awaited', async () => {
  const { invalidations, fill, isCached } = newProcess()
  fill()
  const invalidated = invalidations.invalidate(['id:1'])
  expect(isCached()).toBe(false)
  await invalidated
})

test('tells other processes, about the tags only', async () => {
  const { here, there } = connected()
  await here.invalidations.invalidate(['id:2', 'user:2'])
  expect([here.isCached(), there.isCached()]).toStrictEqual([true, true])
  await here.invalidations.invalidate(['id:2', 'id:1'])
  expect([here.isCached(), there.isCached()]).toStrictEqual([false, false])
  there.fill()
  expect(there.isCached()).toBe(true)
})

test('tells other processes that a transaction is not over', async () => {
  const { here, there } = connected()
  await here.invalidations.blocking().invalidate(['id:1'])
  for (const process of [here, there]) {
    process.fill()
    expect(process.isCached()).toBe(false)
    process.time.now = ttl
    process.fill()
    expect(process.isCached()).toBe(true)
  }
})

test('does not wait for a transaction that has changed nothing, nor makes others wait', async () => {
  const { here, there } = connected()
  await here.invalidations.blocking().invalidate(['id:1'], false)
  for (const process of [here, there]) {
    expect(process.isCached()).toBe(false)
    process.fill()
    expect(process.isCached()).toBe(true)
  }
})

test('goes on waiting for a transaction that changes nothing any more', async () => {
  const { here } = connected()
  await here.invalidations.blocking().invalidate(['id:1'])
  await here.invalidations.blocking().invalidate(['id:1'], false)
  here.fill()
  expect(here.isCached()).toBe(false)
})

test.each([
  ['of very many tags', Array.from({ length: 1_000 }, (_, index) => `id:${index}`)],
  ['of a very long tag', [`id:${'ä'.repeat(4_000)}`]],
])('invalidates everything instead of sending a message %s', async (_name, tags) => {
  const { bus, here, there } = connected()
  await here.invalidations.invalidate(tags.filter((tag) => tag !== 'id:1'))
  expect(there.isCached()).toBe(false)
  there.fill()
  await here.invalidations.blocking().invalidate(tags)
  there.fill()
  expect(there.isCached()).toBe(false)
  for (const message of bus.messages) expect(Buffer.byteLength(message)).toBeLessThan(8_000)
})

test('sends a message that is just short enough as it is', async () => {
  const { here, there } = connected()
  await here.invalidations.invalidate([`id:${'x'.repeat(7_800)}`])
  expect(there.isCached()).toBe(true)
})

test.each(['', 'x', '{', 'null', '1', '"id:1"', '[]', '{}', '{"tags":"id:2"}', '{"tags":[{"toString":1}]}'])(
  'takes the message %j for one about everything',
  (message) => {
    const { bus, there } = connected()
    bus.subscribers[1]?.onMessage(message)
    expect(there.isCached()).toBe(false)
  },
)

test('reports a failing bus, and does not fail', async () => {
  const { bus, here, there } = connected()
  bus.failure = new Error('No connection')
  await expect(here.invalidations.invalidate(['id:1'])).resolves.toBeUndefined()
  expect(here.emit.mock.calls).toStrictEqual([['invalidationBusFailed', { error: bus.failure }]])
  expect([here.isCached(), there.isCached()]).toStrictEqual([false, true])
})

test('reports a bus that throws at once, and does not fail', async () => {
  const error = new Error('Not even a promise')
  const publish = () => {
    throw error
  }
  const { invalidations, emit } = newProcess({ publish, subscribe: () => undefined })
  await expect(invalidations.invalidate(['id:1'])).resolves.toBeUndefined()
  expect(emit.mock.calls).toStrictEqual([['invalidationBusFailed', { error }]])
})

describe('a bus that takes too long', () => {
  const timedOut = [
    ['invalidationBusFailed', { error: new Error('The invalidation bus has not published within 20 ms') }],
  ]

  test('does not keep the call waiting for longer than publishTimeout', async () => {
    const { invalidations, emit } = newProcess(
      { publish: () => new Promise(() => undefined), subscribe: () => undefined },
      20,
    )
    await expect(invalidations.invalidate(['id:1'])).resolves.toBeUndefined()
    expect(emit.mock.calls).toEqual(timedOut)
  })

  test('may fail after that, which nobody hears of', async () => {
    let fail: (error: Error) => void = () => undefined
    const publish = () => new Promise<void>((_resolve, reject) => (fail = reject))
    const { invalidations, emit } = newProcess({ publish, subscribe: () => undefined }, 20)
    const unhandled = jest.fn()
    process.on('unhandledRejection', unhandled)
    await invalidations.invalidate(['id:1'])
    fail(new Error('Too late'))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
    expect(emit.mock.calls).toEqual(timedOut)
  })

  test('leaves no timer when it does not', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = timers()
    await newProcess(new MemoryBus()).invalidations.invalidate(['id:1'])
    expect(timers()).toBe(before)
  })
})

test('a bus that returns no promise has published', async () => {
  const publish = () => undefined as unknown as Promise<void>
  const { invalidations, emit } = newProcess({ publish, subscribe: () => undefined })
  await invalidations.invalidate(['id:1'])
  expect(emit).not.toHaveBeenCalled()
})

test('tells why the bus is disconnected, and nothing when the app has closed it', () => {
  const { bus, here } = connected()
  const error = new Error('No connection')
  bus.subscribers[0]?.onDisconnected(error)
  expect(here.isCached()).toBe(false)
  bus.disconnect()
  expect(here.emit.mock.calls).toStrictEqual([['invalidationBusDisconnected', { error }]])
})

test('does not answer before the bus is connected', () => {
  const bus = new MemoryBus()
  const { fill, isCached } = newProcess(bus)
  fill()
  expect(isCached()).toBe(false)
  bus.connect()
  expect(isCached()).toBe(false)
  fill()
  expect(isCached()).toBe(true)
})

test('does not answer while the bus is disconnected, nor with older rows after that', () => {
  const { bus, here } = connected()
  bus.disconnect()
  expect(here.isCached()).toBe(false)
  bus.connect()
  expect(here.isCached()).toBe(false)
  here.fill()
  expect(here.isCached()).toBe(true)
})

test('tells other processes even where there is no cache here', async () => {
  const { bus, there } = connected()
  const parts = { cache: undefined, bus, publishTimeout: 1_000, clock: () => new Date(0), events: { emit: jest.fn() } }
  await new Invalidations(parts).invalidate(['id:1'])
  expect(there.isCached()).toBe(false)
  expect(bus.subscribers).toHaveLength(2)
})

test('has nothing to do where there is neither a cache nor a bus', async () => {
  const parts = {
    cache: undefined,
    bus: undefined,
    publishTimeout: 1_000,
    clock: () => new Date(0),
    events: { emit: jest.fn() },
  }
  await expect(new Invalidations(parts).invalidate([everything])).resolves.toBeUndefined()
})

test('keeps what is deferred until it is delivered, each tag once', async () => {
  const { bus, here } = connected()
  const deferred = new DeferredInvalidations()
  await deferred.invalidate(['id:1', 'user:1'])
  await deferred.invalidate(['user:1', 'id:2'])
  expect(here.isCached()).toBe(true)
  await deferred.deliverTo(here.invalidations)
  expect(here.isCached()).toBe(false)
  expect(bus.messages.map((message) => JSON.parse(message) as unknown)).toStrictEqual([
    { tags: ['id:1', 'user:1', 'id:2'], isBlocking: false },
  ])
})

test('sends no message when nothing was deferred', async () => {
  const { bus, here } = connected()
  await new DeferredInvalidations().deliverTo(here.invalidations)
  expect(bus.messages).toStrictEqual([])
})
