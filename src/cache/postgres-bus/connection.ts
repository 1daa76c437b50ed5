import { DeadlineError, withDeadline } from '../../util/deadline.js'
import type { BusConnection, ConnectionEvents } from '../bus/connection.js'
import { Pulse } from '../bus/pulse.js'
import { connectClient, endClient, newClient, notify, type PostgresClient } from './client.js'
import { NotifyQueue } from './notify-queue.js'

export interface ConnectionOptions {
  readonly createClient: () => PostgresClient
  readonly channel: string
  readonly heartbeatInterval: number
}

const isDeaf =
  'The invalidation bus does not hear its own messages: it needs a connection to PostgreSQL itself, since LISTEN has no ' +
  'effect through a pooler in transaction mode, such as PgBouncer'

export class PostgresConnection implements BusConnection {
  readonly #options: ConnectionOptions
  readonly #events: ConnectionEvents
  readonly #pulse: Pulse
  /** The listening client comes first. */
  readonly #clients: PostgresClient[] = []
  readonly #queue = new NotifyQueue((messages) => this.#notify(messages))
  #opening: NodeJS.Timeout | undefined
  #isOver = false

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options
    this.#events = events
    this.#pulse = new Pulse(options.heartbeatInterval, {
      send: (message) => this.send(message),
      onListening: () => {
        clearTimeout(this.#opening)
        events.onListening()
      },
      onMessage: (message) => {
        events.onMessage(message)
      },
      onSilence: (error) => {
        this.#fail(error)
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
      if (message.channel === channel && !this.#isOver) this.#pulse.hear(message.payload ?? '')
    })
    await client.query(`LISTEN "${channel}"`)
    if (this.#isOver) return
    // Sent from another connection while this one is idle: a pooler that drops LISTEN would still pass on what comes along with
    // an answer.
    const witness = await this.#connect(() => undefined)
    await notify(witness, channel, [this.#pulse.message])
    if (this.#isOver) return
    this.#clients.pop()
    this.#end(witness)
    if (!this.#pulse.isListening) this.#failLater(isDeaf)
  }

  async #connect(onFailure: (error: unknown) => void): Promise<PostgresClient> {
    const client = newClient(this.#options.createClient, onFailure)
    this.#clients.push(client)
    await connectClient(client)
    // Not every client remembers that it was ended before it connected.
    if (this.#isOver) this.#end(client)
    return client
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
    this.#pulse.stop()
    this.#queue.end(error)
  }

  #end(client: PostgresClient): void {
    void endClient(client, this.#options.heartbeatInterval, true)
  }
}
