import { randomUUID } from 'node:crypto'

import type { ConnectionEvents } from './connection.js'
import { Heartbeat } from './heartbeat.js'

/** The prefix of the messages that a bus sends to itself, which reach all others too. */
const prefix = 'pulse:'

interface Owner {
  send(message: string): Promise<void>
  /** Lets go of what the connection holds, before `onLost`. */
  release(error: unknown): void
}

/**
 * One attempt at listening, until it is lost or stopped. It finds out whether it hears what is published by messages to itself: a
 * first one, that its owner sends, and one per interval.
 */
export class Attempt {
  /** No other attempt has sent it. */
  readonly pulse = prefix + randomUUID()
  readonly #interval: number
  readonly #events: ConnectionEvents
  readonly #owner: Owner
  readonly #heartbeat: Heartbeat
  #deadline: NodeJS.Timeout | undefined
  #isListening = false
  #isOver = false

  constructor(interval: number, events: ConnectionEvents, owner: Owner) {
    this.#interval = interval
    this.#events = events
    this.#owner = owner
    this.#heartbeat = new Heartbeat(interval, {
      // A beat that fails is not heard.
      beat: () => void owner.send(this.pulse).catch(() => undefined),
      onSilence: () => {
        this.fail(new Error('The invalidation bus has not heard its own heartbeat'))
      },
    })
  }

  get isListening(): boolean {
    return this.#isListening
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Synchronous, since the next message may come with the same read. */
  hear(message: string): void {
    if (this.#isOver) return
    this.#heartbeat.hear()
    if (!message.startsWith(prefix)) this.#events.onMessage(message)
    else if (message === this.pulse && !this.#isListening) {
      this.#isListening = true
      clearTimeout(this.#deadline)
      this.#heartbeat.start()
      this.#events.onListening()
    }
  }

  /** Fails unless it listens in time. `cause` is asked for at that moment. */
  failLater(message: string, cause?: () => unknown): void {
    clearTimeout(this.#deadline)
    if (this.#isListening) return
    this.#deadline = setTimeout(() => {
      this.fail(new Error(message, cause && { cause: cause() }))
    }, this.#interval).unref()
  }

  readonly fail = (error: unknown): void => {
    if (this.#isOver) return
    this.stop()
    this.#owner.release(error)
    this.#events.onLost(error)
  }

  stop(): void {
    this.#isOver = true
    clearTimeout(this.#deadline)
    this.#heartbeat.stop()
  }
}
