import type { InvalidationBus, InvalidationSubscriber } from './invalidation-bus.js'

/** What the bus calls of a `Client` of pg. */
export interface PostgresClient {
  query(sql: string, values?: unknown[]): Promise<unknown>
  on(event: 'notification', listener: (message: { channel: string; payload?: string | undefined }) => void): unknown
  on(event: 'error' | 'end', listener: () => void): unknown
  end(): Promise<void>
}

/** The options of {@link postgresInvalidationBus}. */
export interface PostgresInvalidationBusOptions {
  /** Opens a connection of the bus's own: pg's `Client`, connected. Called again, after a pause, when it is lost. */
  connect: () => Promise<PostgresClient>
  /** The channel: letters, digits and `_`. Default: `webapi_token_invalidation`. */
  channel?: string
}

const firstPause = 100
const longestPause = 5_000

/**
 * A bus on PostgreSQL's LISTEN and NOTIFY, over one connection. While that is lost, the caches of its process answer
 * nothing, and what could not be published is made up for with one message about everything.
 *
 * @returns The bus, and `close`, which ends its connection.
 * @example
 * ```ts
 * const bus = postgresInvalidationBus({
 *   connect: async () => {
 *     const client = new pg.Client(process.env.DATABASE_URL)
 *     await client.connect()
 *     return client
 *   },
 * })
 * const tokens = new WebAPITokenRepository(prisma, { cache: { store, ttl: 60_000 }, invalidationBus: bus })
 * ```
 * @see https://www.postgresql.org/docs/current/sql-notify.html
 */
export function postgresInvalidationBus({
  connect,
  channel = 'webapi_token_invalidation',
}: PostgresInvalidationBusOptions): InvalidationBus & { close(): Promise<void> } {
  if (!/^\w{1,63}$/.test(channel)) throw new TypeError('channel must be 1 to 63 letters, digits and "_"')
  const subscribers = new Set<InvalidationSubscriber>()
  let isClosed = false
  let isLost = false
  let hasMissed = false
  let connection = open(firstPause)
  // Whoever publishes hears of it; nobody else has to.
  connection.catch(() => undefined)

  async function open(pause: number): Promise<PostgresClient> {
    let client: PostgresClient | undefined
    let hasFailed = false
    const fail = (nextPause: number) => {
      if (hasFailed) return
      hasFailed = true
      isLost = true
      for (const subscriber of subscribers) subscriber.onDisconnected()
      if (!isClosed) reopen(nextPause)
    }
    try {
      client = await connect()
      client.on('error', () => {
        fail(firstPause)
      })
      client.on('end', () => {
        fail(firstPause)
      })
      client.on('notification', ({ payload = '' }) => {
        for (const subscriber of subscribers) subscriber.onMessage(payload)
      })
      await client.query(`LISTEN "${channel}"`)
      // An empty message stands for everything.
      if (hasMissed) await notify(client, '')
      hasMissed = false
    } catch (error) {
      fail(Math.min(pause * 2, longestPause))
      await client?.end().catch(() => undefined)
      throw error
    }
    isLost = false
    for (const subscriber of subscribers) subscriber.onConnected()
    return client
  }

  function reopen(pause: number): void {
    const wait = new Promise((resolve) => setTimeout(resolve, pause).unref())
    connection = wait.then(() => open(pause))
    connection.catch(() => undefined)
  }

  async function notify(client: PostgresClient, message: string): Promise<void> {
    await client.query('SELECT pg_notify($1, $2)', [channel, message])
  }

  return {
    async publish(message) {
      try {
        // An invalidation does not wait for a server that is away.
        if (isLost) throw new Error('The invalidation bus has lost its connection')
        await notify(await connection, message)
      } catch (error) {
        hasMissed = true
        throw error
      }
    },
    subscribe(subscriber) {
      subscribers.add(subscriber)
      const opening = connection
      // One that comes late has missed the news of the connection.
      opening.then(
        () => {
          if (opening === connection && !isLost) subscriber.onConnected()
        },
        () => undefined,
      )
    },
    async close() {
      isClosed = true
      await (await connection.catch(() => undefined))?.end()
    },
  }
}
