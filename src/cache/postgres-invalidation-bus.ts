import { timerMilliseconds } from '../arguments/checks.js'
import { knownOptions } from '../arguments/known-options.js'
import type { InvalidationBus } from './invalidation-bus.js'
import { ReconnectingBus } from './bus/reconnecting-bus.js'
import type { PostgresClient } from './postgres-bus/client.js'
import { PostgresConnection } from './postgres-bus/connection.js'

/** The options of {@link postgresInvalidationBus}. */
export interface PostgresInvalidationBusOptions {
  /**
   * Creates a `Client` of pg for the bus, not yet connected. The bus connects it, listens to its errors and ends it. Called
   * again for each attempt, and for a second connection by which the bus checks that it hears messages; that one ends at once.
   * A pooler in transaction mode, such as PgBouncer, will not do.
   */
  createClient: () => PostgresClient
  /** The channel: letters, digits and `_`. Default: `webapi_token_invalidation`. */
  channel?: string | undefined
  /**
   * Milliseconds between two heartbeats, and for each answer of the server. A connection that dies silently is noticed within
   * twice that. Default: 5,000.
   */
  heartbeatInterval?: number | undefined
}

/** A bus that the app closes. */
export interface PostgresInvalidationBus extends InvalidationBus {
  /**
   * Ends the connection after the messages that are being published. A server that is down delays it by two seconds at most.
   * Caches that listen answer nothing from then on.
   */
  close(): Promise<void>
}

/**
 * Creates a bus on PostgreSQL's LISTEN and NOTIFY, over one connection. It counts as connected once it has received a message
 * of its own. Until then, the caches of its process answer nothing, and it makes up for messages that could not be published
 * with one that makes all caches forget everything. It does not keep a process alive.
 *
 * @example
 * ```ts
 * const bus = postgresInvalidationBus({ createClient: () => new pg.Client(process.env.DATABASE_URL) })
 * const tokens = new WebAPITokenRepository(prisma, { cache: { store, ttl: 60_000 }, invalidationBus: bus })
 * // When the app shuts down:
 * await bus.close()
 * ```
 * @throws TypeError for an invalid option.
 * @see https://www.postgresql.org/docs/current/sql-notify.html
 */
export function postgresInvalidationBus(options: PostgresInvalidationBusOptions): PostgresInvalidationBus {
  const {
    createClient,
    channel = 'webapi_token_invalidation',
    heartbeatInterval = 5_000,
  } = knownOptions('postgresInvalidationBus', options, { createClient: true, channel: true, heartbeatInterval: true })
  if (typeof createClient !== 'function') {
    throw new TypeError('createClient must be a function that returns a new Client of pg, not connected')
  }
  const milliseconds = timerMilliseconds('heartbeatInterval', heartbeatInterval)
  if (typeof channel !== 'string' || !/^\w{1,63}$/.test(channel)) {
    throw new TypeError('channel must be 1 to 63 letters, digits and "_"')
  }
  const connection = { createClient, channel, heartbeatInterval: milliseconds }
  return new ReconnectingBus({
    connect: (events) => new PostgresConnection(connection, events),
    publishTimeout: milliseconds,
  })
}
