import type { BusConnection, ConnectionEvents } from '../bus/connection.js'
import { Pulse } from '../bus/pulse.js'
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
  readonly #events: ConnectionEvents
  readonly #pulse: Pulse
  #deadline: NodeJS.Timeout | undefined
  #nextQuestion: NodeJS.Timeout | undefined
  /** Why it could not ask. */
  #error: unknown
  #isOver = false

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options
    this.#events = events
    this.#pulse = new Pulse(options.heartbeatInterval, {
      send: (message) => this.send(message),
      onListening: () => {
        clearTimeout(this.#deadline)
        events.onListening()
      },
      onMessage: (message) => {
        events.onMessage(message)
      },
      onSilence: this.#fail,
    })
  }

  open(): void {
    const { listening, subscriber } = this.#options
    const listen = () => {
      this.#listen().catch(this.#fail)
    }
    listening.follow({
      onMessage: (message) => {
        this.#pulse.hear(message)
      },
      onReady: listen,
      onLost: this.#fail,
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
    this.#stop()
    const leaving = listening.leave()
    // A client that is away does so when it is back. The connection is the app's to end.
    const message = 'Redis has not answered'
    await withDeadline(leaving, { milliseconds: isReady(subscriber) ? milliseconds : 0, message }).catch(
      () => undefined,
    )
  }

  async #listen(): Promise<void> {
    await this.#options.listening.subscribe()
    if (this.#isOver) return
    this.#failLater(isDeaf)
    await this.#ask()
  }

  /** Asks for a sign of life, until there is one: what the clients restore by themselves takes its time. */
  async #ask(): Promise<void> {
    clearTimeout(this.#nextQuestion)
    try {
      await this.send(this.#pulse.message)
    } catch (error) {
      this.#error = error
    }
    if (this.#isOver || this.#pulse.isListening) return
    this.#nextQuestion = setTimeout(() => void this.#ask(), betweenQuestions).unref()
  }

  #failLater(message: string): void {
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => {
      this.#fail(new Error(message, { cause: this.#error }))
    }, this.#options.heartbeatInterval).unref()
  }

  readonly #fail = (error: unknown): void => {
    if (this.#isOver) return
    this.#stop()
    this.#events.onLost(error)
  }

  #stop(): void {
    this.#isOver = true
    this.#options.listening.follow(undefined)
    clearTimeout(this.#deadline)
    clearTimeout(this.#nextQuestion)
    this.#pulse.stop()
  }
}
