import { DeadlineError, withDeadline } from '../../util/deadline.js'
import { Attempt } from '../bus/attempt.js'
import type { BusConnection, ConnectionEvents } from '../bus/connection.js'
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
  readonly #attempt: Attempt
  /** The listening client comes first. */
  readonly #clients: PostgresClient[] = []
  readonly #queue = new NotifyQueue((messages) => this.#notify(messages))

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options
    this.#attempt = new Attempt(options.heartbeatInterval, events, {
      send: (message) => this.send(message),
      release: (error) => {
        this.#queue.end(error)
        for (const client of this.#clients) this.#end(client)
      },
    })
  }

  open(): void {
    this.#attempt.failLater(
      `PostgreSQL has not let the invalidation bus in within ${this.#options.heartbeatInterval} ms`,
    )
    this.#listen().catch(this.#attempt.fail)
  }

  send(message: string): Promise<void> {
    return this.#queue.send(message)
  }

  async end(milliseconds: number): Promise<void> {
    this.#attempt.stop()
    this.#queue.end(new Error('The invalidation bus was closed'))
    await Promise.all(this.#clients.map((client) => endClient(client, milliseconds, false)))
  }

  async #listen(): Promise<void> {
    const { channel } = this.#options
    const client = await this.#connect(this.#attempt.fail)
    client.on('notification', (message) => {
      if (message.channel === channel) this.#attempt.hear(message.payload ?? '')
    })
    await client.query(`LISTEN "${channel}"`)
    if (this.#attempt.isOver) return
    // Sent from another connection while this one is idle: a pooler that drops LISTEN would still pass on what comes along with
    // an answer.
    const witness = await this.#connect(() => undefined)
    await notify(witness, channel, [this.#attempt.pulse])
    if (this.#attempt.isOver) return
    this.#clients.pop()
    this.#end(witness)
    this.#attempt.failLater(isDeaf)
  }

  async #connect(onFailure: (error: unknown) => void): Promise<PostgresClient> {
    const client = newClient(this.#options.createClient, onFailure)
    this.#clients.push(client)
    await connectClient(client)
    // Not every client remembers that it was ended before it connected.
    if (this.#attempt.isOver) this.#end(client)
    return client
  }

  async #notify(messages: readonly string[]): Promise<void> {
    const [client] = this.#clients
    const { channel, heartbeatInterval: milliseconds } = this.#options
    const message = `PostgreSQL has not answered the invalidation bus within ${milliseconds} ms`
    try {
      if (client) await withDeadline(notify(client, channel, messages), { milliseconds, message, unref: true })
    } catch (error) {
      if (error instanceof DeadlineError) this.#attempt.fail(error)
      throw error
    }
  }

  #end(client: PostgresClient): void {
    void endClient(client, this.#options.heartbeatInterval, true)
  }
}
