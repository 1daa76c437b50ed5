import { withDeadline } from '../../util/deadline.js'
import type { InvalidationBus, InvalidationSubscriber } from '../invalidation-bus.js'
import { Amends } from './amends.js'
import { Backoff } from './backoff.js'
import type { BusConnection, ConnectionEvents } from './connection.js'
import { everything } from './everything.js'
import { Subscribers } from './subscribers.js'

/**
 * - `connecting`: the first attempt is under way, and whoever publishes waits for it. Ends as `listening` or `lost`.
 * - `listening`: messages arrive, as one of its own has shown. Ends as `lost`.
 * - `lost`: there are further attempts, with pauses; publishing fails at once. Ends as `listening`.
 * - `closed`: for good. Each of the others may end so.
 */
type State = 'connecting' | 'listening' | 'lost' | 'closed'

/** Milliseconds for each of the two steps of closing, since a shutdown has little time. */
const closingTime = 1_000

interface Options {
  readonly connect: (events: ConnectionEvents) => BusConnection
  /** The maximum number of milliseconds that a message takes. */
  readonly publishTimeout: number
}

/** A bus over one connection at a time, whatever server it leads to. */
export class ReconnectingBus implements InvalidationBus {
  readonly #options: Options
  readonly #subscribers = new Subscribers()
  readonly #sending = new Set<Promise<void>>()
  readonly #amends = new Amends(() => this.#send(everything))
  readonly #pauses = new Backoff()
  readonly #firstAttempt: Promise<void>
  #endFirstAttempt: () => void = () => undefined
  #state: State = 'connecting'
  #connection: BusConnection
  #nextAttempt: NodeJS.Timeout | undefined
  #closing: Promise<void> | undefined
  /** Why the last connection or attempt failed. */
  #error: unknown

  constructor(options: Options) {
    this.#options = options
    this.#firstAttempt = new Promise((resolve) => (this.#endFirstAttempt = resolve))
    this.#connection = this.#open()
  }

  async publish(message: string): Promise<void> {
    const { publishTimeout: milliseconds } = this.#options
    const timeout = `The invalidation bus could not publish within ${milliseconds} ms`
    const sending = withDeadline(this.#sendFirst(message), { milliseconds, message: timeout })
    this.#sending.add(sending)
    try {
      await sending
    } catch (error) {
      this.#amends.owe()
      throw error
    } finally {
      this.#sending.delete(sending)
    }
  }

  subscribe(subscriber: InvalidationSubscriber): void {
    this.#subscribers.add(subscriber)
    if (this.#state === 'listening') subscriber.onConnected()
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #sendFirst(message: string): Promise<void> {
    if (this.#state === 'connecting') await this.#firstAttempt
    await this.#send(message)
  }

  async #send(message: string): Promise<void> {
    if (this.#state === 'closed') throw new Error('The invalidation bus is closed')
    // An invalidation does not wait for a server that is down.
    if (this.#state !== 'listening') {
      throw new Error('The invalidation bus is not connected', { cause: this.#error })
    }
    await this.#connection.send(message)
  }

  #open(): BusConnection {
    const connection = this.#options.connect({
      onListening: () => {
        this.#listen()
      },
      onMessage: (message) => {
        this.#subscribers.onMessage(message)
      },
      onLost: (error) => {
        this.#lose(error)
      },
    })
    connection.open()
    return connection
  }

  #listen(): void {
    this.#enter('listening')
    this.#pauses.reset()
    this.#subscribers.onConnected()
    void this.#amends.make()
  }

  #lose(error: unknown): void {
    if (this.#state === 'closed') return
    this.#error = error
    this.#nextAttempt = setTimeout(() => {
      this.#connection = this.#open()
    }, this.#pauses.next()).unref()
    const wasLost = this.#state === 'lost'
    this.#enter('lost')
    if (!wasLost) this.#subscribers.onDisconnected(error)
  }

  async #close(): Promise<void> {
    const wasListening = this.#state === 'listening'
    const lastWords = Promise.allSettled([...this.#sending, this.#amends.make()])
    this.#enter('closed')
    this.#amends.stop()
    clearTimeout(this.#nextAttempt)
    if (wasListening) this.#subscribers.onDisconnected()
    // The callers of `publish` learn of failures.
    await withDeadline(lastWords, { milliseconds: closingTime, message: 'Unsaid' }).catch(() => undefined)
    await this.#connection.end(closingTime)
  }

  #enter(state: State): void {
    this.#state = state
    this.#endFirstAttempt()
  }
}
