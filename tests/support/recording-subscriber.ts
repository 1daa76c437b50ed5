import { EventEmitter, once } from 'node:events'

import type { InvalidationSubscriber } from '../../src/index.js'

/** Writes down what a bus says, and lets a test wait for it. */
export class RecordingSubscriber implements InvalidationSubscriber {
  readonly calls: string[] = []
  readonly messages: string[] = []
  readonly errors: unknown[] = []
  readonly #emitter = new EventEmitter()

  readonly onConnected = () => {
    this.#record('connected')
  }

  readonly onDisconnected = (error?: unknown) => {
    this.errors.push(error)
    this.#record('disconnected')
  }

  readonly onMessage = (message: string) => {
    this.messages.push(message)
    this.#emitter.emit('call')
  }

  get isConnected(): boolean {
    return this.calls.at(-1) === 'connected'
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#emitter, 'call')
  }

  #record(call: string): void {
    this.calls.push(call)
    this.#emitter.emit('call')
  }
}
