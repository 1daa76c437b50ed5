import { randomUUID } from 'node:crypto'

import { Heartbeat } from './heartbeat.js'

/** The prefix of the messages that a bus sends to itself, which reach all others too. */
const prefix = 'pulse:'

interface Owner {
  send(message: string): Promise<void>
  /** Its first message has arrived: others will, too. */
  onListening(): void
  onMessage(message: string): void
  onSilence(error: Error): void
}

/** Finds out whether a connection hears what is published: it sends messages to itself, a first one and one per interval. */
export class Pulse {
  /** No other connection has sent it, nor this one before. */
  readonly #message = prefix + randomUUID()
  readonly #owner: Owner
  readonly #heartbeat: Heartbeat
  #isListening = false

  constructor(interval: number, owner: Owner) {
    this.#owner = owner
    this.#heartbeat = new Heartbeat(interval, {
      // A beat that fails is not heard.
      beat: () => void owner.send(this.#message).catch(() => undefined),
      onSilence: () => {
        owner.onSilence(new Error('The invalidation bus has not heard its own heartbeat'))
      },
    })
  }

  get message(): string {
    return this.#message
  }

  get isListening(): boolean {
    return this.#isListening
  }

  /** Synchronous, since the next message may come with the same read. */
  hear(message: string): void {
    this.#heartbeat.hear()
    if (!message.startsWith(prefix)) this.#owner.onMessage(message)
    else if (message === this.#message && !this.#isListening) {
      this.#isListening = true
      this.#heartbeat.start()
      this.#owner.onListening()
    }
  }

  stop(): void {
    this.#heartbeat.stop()
  }
}
