import { Attempt } from '../bus/attempt.js'
import type { BusConnection, ConnectionEvents } from '../bus/connection.js'
import { withDeadline } from '../../util/deadline.js'
import { isReady, type RedisChannel, type RedisClient } from './client.js'

export interface ConnectionOptions {
  readonly publisher: RedisClient
  readonly subscriber: RedisClient
  readonly listening: RedisChannel
  readonly channel: string
  readonly heartbeatInterval: number
}

/** Milliseconds. */
const betweenQuestions = 50

const isDeaf =
  'The invalidation bus does not hear its own messages: publisher and subscriber must be connected to the same Redis server'

/** One stay of the subscriber with the server. The clients, which are the app's, reconnect by themselves. */
export class RedisConnection implements BusConnection {
  readonly #options: ConnectionOptions
  readonly #attempt: Attempt
  #nextQuestion: NodeJS.Timeout | undefined
  /** Why it could not ask. */
  #error: unknown

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options
    this.#attempt = new Attempt(options.heartbeatInterval, events, {
      send: (message) => this.send(message),
      release: () => {
        this.#release()
      },
    })
  }

  open(): void {
    const { listening, subscriber } = this.#options
    const listen = () => {
      this.#listen().catch(this.#attempt.fail)
    }
    listening.follow({
      onMessage: (message) => {
        this.#attempt.hear(message)
      },
      onReady: listen,
      onLost: this.#attempt.fail,
    })
    this.#failLater('The subscriber of the invalidation bus was not connected in time')
    if (isReady(subscriber)) listen()
  }

  async send(message: string): Promise<void> {
    const { publisher, channel, heartbeatInterval: milliseconds } = this.#options
    // Its queue would keep the message, and all that come after it, for as long as the server is down.
    if (!isReady(publisher)) throw new Error('The publisher of the invalidation bus is not connected')
    const timeout = `Redis has not answered the invalidation bus within ${milliseconds} ms`
    await withDeadline(publisher.publish(channel, message), { milliseconds, message: timeout, unref: true })
  }

  async end(milliseconds: number): Promise<void> {
    const { listening, subscriber } = this.#options
    this.#attempt.stop()
    this.#release()
    const leaving = listening.leave()
    // A client that is away does so when it is back. The connection is the app's to end.
    const message = 'Redis has not answered'
    await withDeadline(leaving, { milliseconds: isReady(subscriber) ? milliseconds : 0, message }).catch(
      () => undefined,
    )
  }

  async #listen(): Promise<void> {
    await this.#options.listening.subscribe()
    if (this.#attempt.isOver) return
    this.#failLater(isDeaf)
    await this.#ask()
  }

  /** Asks for a sign of life, until there is one: what the clients restore by themselves takes its time. */
  async #ask(): Promise<void> {
    clearTimeout(this.#nextQuestion)
    try {
      await this.send(this.#attempt.pulse)
    } catch (error) {
      this.#error = error
    }
    if (this.#attempt.isOver || this.#attempt.isListening) return
    this.#nextQuestion = setTimeout(() => void this.#ask(), betweenQuestions).unref()
  }

  #failLater(message: string): void {
    this.#attempt.failLater(message, () => this.#error)
  }

  #release(): void {
    this.#options.listening.follow(undefined)
    clearTimeout(this.#nextQuestion)
  }
}
