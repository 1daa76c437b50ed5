import { randomUUID } from 'node:crypto'

import { DeadlineError, withDeadline } from '../../util/deadline.js'
import { connectClient, endClient, newClient, notify, type PostgresClient } from './client.js'
import { Heartbeat } from './heartbeat.js'
import { NotifyQueue } from './notify-queue.js'

export interface ConnectionOptions {
  readonly createClient: () => PostgresClient
  readonly channel: string
  readonly heartbeatInterval: number
}

/** The events of a connection: at most one `onLost`, and nothing after it. */
export interface ConnectionEvents {
  onListening(): void
  onMessage(message: string): void
  onLost(error: unknown): void
}

/** The prefix of the messages that a bus sends to itself, which reach all others too. */
const pulsePrefix = 'pulse:'

const isDeaf =
  'The invalidation bus does not hear its own messages: it needs a connection to PostgreSQL itself, since LISTEN has no ' +
  'effect through a pooler in transaction mode, such as PgBouncer'

/** One connection, from opening to end; a reconnection is another object. */
export class PostgresConnection {
  readonly #options: ConnectionOptions
  readonly #events: ConnectionEvents
  readonly #pulse = pulsePrefix + randomUUID()
  /** The listening client comes first. */
  readonly #clients: PostgresClient[] = []
  readonly #queue = new NotifyQueue((messages) => this.#notify(messages))
  readonly #heartbeat: Heartbeat
  #opening: NodeJS.Timeout | undefined
  #isListening = false
  #isOver = false

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options
    this.#events = events
    this.#heartbeat = new Heartbeat(options.heartbeatInterval, {
      // A beat that fails is not heard.
      beat: () => void this.send(this.#pulse).catch(() => undefined),
      onSilence: () => {
        this.#fail(new Error('The invalidation bus has not heard its own heartbeat'))
      },
    })
  }

  open(): void {
    this.#failLater(`PostgreSQL has not let the invalidation bus in within ${this.#options.heartbeatInterval} ms`)
    this.#listen().catch(this.#fail)
  }

  send(message: string): Promise<void> {
    return this.#queue.send(message)
  }

  async end(milliseconds: number): Promise<void> {
    this.#stop(new Error('The invalidation bus was closed'))
    await Promise.all(this.#clients.map((client) => endClient(client, milliseconds, false)))
  }

  async #listen(): Promise<void> {
    const { channel } = this.#options
    const client = await this.#connect(this.#fail)
    client.on('notification', (message) => {
      if (message.channel === channel) this.#hear(message.payload ?? '')
    })
    await client.query(`LISTEN "${channel}"`)
    if (this.#isOver) return
    // Sent from another connection while this one is idle: a pooler that drops LISTEN would still pass on what comes along with
    // an answer.
    const witness = await this.#connect(() => undefined)
    await notify(witness, channel, [this.#pulse])
    if (this.#isOver) return
    this.#clients.pop()
    this.#end(witness)
    if (!this.#isListening) this.#failLater(isDeaf)
  }

  async #connect(onFailure: (error: unknown) => void): Promise<PostgresClient> {
    const client = newClient(this.#options.createClient, onFailure)
    this.#clients.push(client)
    await connectClient(client)
    // Not every client remembers that it was ended before it connected.
    if (this.#isOver) this.#end(client)
    return client
  }

  /** Synchronous, since the next message may come with the same read. */
  #hear(message: string): void {
    if (this.#isOver) return
    this.#heartbeat.hear()
    if (!message.startsWith(pulsePrefix)) this.#events.onMessage(message)
    else if (message === this.#pulse && !this.#isListening) {
      this.#isListening = true
      clearTimeout(this.#opening)
      this.#heartbeat.start()
      this.#events.onListening()
    }
  }

  async #notify(messages: readonly string[]): Promise<void> {
    const [client] = this.#clients
    const { channel, heartbeatInterval: milliseconds } = this.#options
    const message = `PostgreSQL has not answered the invalidation bus within ${milliseconds} ms`
    try {
      if (client) await withDeadline(notify(client, channel, messages), { milliseconds, message, unref: true })
    } catch (error) {
      if (error instanceof DeadlineError) this.#fail(error)
      throw error
    }
  }

  #failLater(message: string): void {
    clearTimeout(this.#opening)
    this.#opening = setTimeout(() => {
      this.#fail(new Error(message))
    }, this.#options.heartbeatInterval).unref()
  }

  readonly #fail = (error: unknown): void => {
    if (this.#isOver) return
    this.#stop(error)
    for (const client of this.#clients) this.#end(client)
    this.#events.onLost(error)
  }

  #stop(error: unknown): void {
    this.#isOver = true
    clearTimeout(this.#opening)
    this.#heartbeat.stop()
    this.#queue.end(error)
  }

  #end(client: PostgresClient): void {
    void endClient(client, this.#options.heartbeatInterval, true)
  }
}
