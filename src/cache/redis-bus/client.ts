type Listener = (...args: unknown[]) => void

interface EventSource {
  on(event: string, listener: Listener): unknown
  off(event: string, listener: Listener): unknown
}

/** What the bus uses of a `Redis` of ioredis, version 5 or later. */
export interface IoRedisClient extends EventSource {
  readonly status: string
  publish(channel: string, message: string): Promise<unknown>
  subscribe(channel: string): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
}

/** What the bus uses of a client of redis (node-redis), version 5 or later. */
export interface NodeRedisClient extends EventSource {
  readonly isReady: boolean
  publish(channel: string, message: string): Promise<unknown>
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  unsubscribe(channel: string, listener: (message: string) => void): Promise<unknown>
}

/** A client of ioredis or of redis, connected or about to connect. */
export type RedisClient = IoRedisClient | NodeRedisClient

/** Throws for what is no client whose connection tells when it is lost. */
export function assertRedisClient(name: string, value: unknown): asserts value is RedisClient {
  const client = Object(value) as Partial<IoRedisClient & NodeRedisClient & { isCluster: boolean }>
  const isClient = typeof client.status === 'string' || typeof client.isReady === 'boolean'
  if (!isClient || typeof client.publish !== 'function' || typeof client.on !== 'function') {
    throw new TypeError(`${name} must be a client of ioredis or of redis`)
  }
  // It moves its subscriptions from node to node, and tells nobody of the messages that are lost on the way.
  if (client.isCluster === true) throw new TypeError(`${name} must be a client of one server, not a Cluster`)
}

export function isReady(client: RedisClient): boolean {
  return 'isReady' in client ? client.isReady : client.status === 'ready'
}

/** Any of them may be the first to tell that a connection is lost. */
const losses = ['error', 'close', 'reconnecting', 'end'] as const

/** The events of the client that subscribes, for one attempt at listening. */
interface Events {
  onMessage(message: string): void
  onReady(): void
  onLost(error: unknown): void
}

/** The client that subscribes, of whose connection it tells one attempt after the other. */
export class RedisChannel {
  readonly #client: RedisClient
  readonly #channel: string
  readonly #listeners: (readonly [event: string, listener: Listener])[]
  #events: Events | undefined

  constructor(client: RedisClient, channel: string) {
    this.#client = client
    this.#channel = channel
    const lose = (error?: unknown) => {
      this.#events?.onLost(error instanceof Error ? error : new Error('The connection to Redis is lost'))
    }
    this.#listeners = [
      ...losses.map((event) => [event, lose] as const),
      ['ready', () => this.#events?.onReady()],
      ['message', this.#hearFrom],
    ]
    for (const [event, listener] of this.#listeners) client.on(event, listener)
    survive(client)
  }

  /** Tells one attempt of what happens from now on. */
  follow(events: Events | undefined): void {
    this.#events = events
  }

  /** Can be called again: the clients subscribe by themselves when they have reconnected. */
  async subscribe(): Promise<void> {
    if ('isReady' in this.#client) await this.#client.subscribe(this.#channel, this.#hear)
    else await this.#client.subscribe(this.#channel)
  }

  /** Leaves the client as it was. */
  async leave(): Promise<void> {
    for (const [event, listener] of this.#listeners) this.#client.off(event, listener)
    if ('isReady' in this.#client) await this.#client.unsubscribe(this.#channel, this.#hear)
    else await this.#client.unsubscribe(this.#channel)
  }

  readonly #hear = (message: string) => {
    this.#events?.onMessage(message)
  }

  /** ioredis tells of all channels alike. */
  readonly #hearFrom = (channel: unknown, message: unknown) => {
    if (channel === this.#channel) this.#hear(String(message))
  }
}

/** Never undone: an error without a listener ends the process, however late it comes. */
export function survive(client: RedisClient): void {
  client.on('error', () => undefined)
}
