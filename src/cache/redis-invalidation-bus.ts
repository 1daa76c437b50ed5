import { timerMilliseconds } from '../arguments/checks.js'
import { knownOptions } from '../arguments/known-options.js'
import { ReconnectingBus } from './bus/reconnecting-bus.js'
import type { InvalidationBus } from './invalidation-bus.js'
import { assertRedisClient, RedisChannel, type RedisClient, survive } from './redis-bus/client.js'
import { RedisConnection } from './redis-bus/connection.js'

/** The options of {@link redisInvalidationBus}. */
export interface RedisInvalidationBusOptions {
  /** A client of ioredis or of redis that sends the messages. The app may use it for other things, too. */
  publisher: RedisClient
  /**
   * Another one, such as `publisher.duplicate()`, that receives them. A client that subscribes can do nothing else. It has to
   * reconnect by itself, as both libraries' clients do.
   */
  subscriber: RedisClient
  /** The channel. Default: `webapi_token_invalidation`. */
  channel?: string | undefined
  /**
   * Milliseconds between two heartbeats, and for each answer of the server. A connection that dies silently is noticed within
   * twice that. Default: 5,000.
   */
  heartbeatInterval?: number | undefined
}

/** A bus that the app closes. */
export interface RedisInvalidationBus extends InvalidationBus {
  /**
   * Stops listening, after the messages that are being published: a server that is down delays it by two seconds at most. Caches
   * that listen answer nothing from then on. The clients stay connected: they are the app's.
   */
  close(): Promise<void>
}

/**
 * Creates a bus on Redis' PUBLISH and SUBSCRIBE. It counts as connected once it has received a message of its own. Until then,
 * the caches of its process answer nothing, and it makes up for messages that could not be published with one that makes all
 * caches forget everything.
 *
 * Redis keeps no message. What is lost in a failover, between a server and its successor, lives in caches for their `ttl`.
 *
 * @example
 * ```ts
 * const publisher = await createClient({ url: process.env.REDIS_URL }).connect() // or: new Redis(process.env.REDIS_URL)
 * const subscriber = await publisher.duplicate().connect()
 * const bus = redisInvalidationBus({ publisher, subscriber })
 * const tokens = new WebAPITokenRepository(prisma, { cache: { store, ttl: 60_000 }, invalidationBus: bus })
 * // When the app shuts down:
 * await bus.close()
 * ```
 * @throws TypeError for an invalid option, and for a client of a Redis Cluster.
 * @see https://redis.io/docs/latest/develop/pubsub/
 */
export function redisInvalidationBus(options: RedisInvalidationBusOptions): RedisInvalidationBus {
  const {
    publisher,
    subscriber,
    channel = 'webapi_token_invalidation',
    heartbeatInterval = 5_000,
  } = knownOptions('redisInvalidationBus', options, {
    publisher: true,
    subscriber: true,
    channel: true,
    heartbeatInterval: true,
  })
  assertRedisClient('publisher', publisher)
  assertRedisClient('subscriber', subscriber)
  if (subscriber === publisher) throw new TypeError('subscriber must be another client than publisher')
  if (typeof channel !== 'string' || channel === '') throw new TypeError('channel must be a non-empty string')
  const milliseconds = timerMilliseconds('heartbeatInterval', heartbeatInterval)
  survive(publisher)
  const listening = new RedisChannel(subscriber, channel)
  const connection = { publisher, subscriber, listening, channel, heartbeatInterval: milliseconds }
  return new ReconnectingBus({
    connect: (events) => new RedisConnection(connection, events),
    publishTimeout: milliseconds,
  })
}
