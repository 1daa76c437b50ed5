import { type RedisClient, redisInvalidationBus, type RedisInvalidationBusOptions } from '../../../../src/index.js'

/** What a client looks like; nothing here connects. */
const client = (own: object = { status: 'wait' }) =>
  ({
    publish: () => Promise.resolve(0),
    subscribe: () => Promise.resolve(),
    unsubscribe: () => Promise.resolve(),
    on: () => undefined,
    off: () => undefined,
    ...own,
  }) as unknown as RedisClient
const [publisher, subscriber] = [client(), client()]

test.each<[unknown, string]>([
  [undefined, 'publisher must be a client of ioredis or of redis'],
  [{ publisher }, 'subscriber must be a client of ioredis or of redis'],
  [{ publisher: client({}), subscriber }, 'publisher must be a client of ioredis or of redis'],
  [{ publisher, subscriber: 'redis://127.0.0.1' }, 'subscriber must be a client of ioredis or of redis'],
  [
    { publisher, subscriber: client({ status: 'ready', isCluster: true }) },
    'subscriber must be a client of one server, not a Cluster',
  ],
  [{ publisher, subscriber: publisher }, 'subscriber must be another client than publisher'],
  [{ publisher, subscriber, channel: '' }, 'channel must be a non-empty string'],
  [
    { publisher, subscriber, chanel: 'x' },
    'redisInvalidationBus: there is no option "chanel"; the nearest is "channel"',
  ],
  [
    { publisher, subscriber, heartbeatInterval: 0 },
    'heartbeatInterval must be a number of milliseconds from 1 to 2147483647',
  ],
])('is not made of %j', (options, message) => {
  expect(() => redisInvalidationBus(options as RedisInvalidationBusOptions)).toThrow(new TypeError(message))
})

test('takes clients of either library that are not connected yet', async () => {
  await redisInvalidationBus({ publisher, subscriber }).close()
  await redisInvalidationBus({ publisher: client({ isReady: false }), subscriber: client({ isReady: false }) }).close()
})
