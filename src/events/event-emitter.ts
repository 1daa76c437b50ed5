import { oneLine } from '../util/one-line.js'
import type { Events, EventSink } from './event-sink.js'
import { type EventListener, eventNames } from './events.js'
import type { Logger } from './logger.js'

/** Delivers events to listeners, and shields the caller and other listeners from their failures. */
export class EventEmitter implements EventSink {
  readonly #listeners = new Map<keyof Events, Set<EventListener<never>>>()
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
  }

  on(name: keyof Events, listener: EventListener<never>): void {
    if (!eventNames.includes(name))
      throw new TypeError(`There is no event "${oneLine(name)}", only: ${eventNames.join(', ')}`)
    if (typeof listener !== 'function') throw new TypeError('listener must be a function')
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
  }

  off(name: keyof Events, listener: EventListener<never>): void {
    this.#listeners.get(name)?.delete(listener)
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    const listeners = this.#listeners.get(name)
    if (!listeners) return
    // A copy, since a listener may add or remove listeners.
    for (const listener of [...listeners] as EventListener<Events[Name]>[]) void this.#call(name, listener, event)
  }

  async #call<Name extends keyof Events>(name: Name, listener: EventListener<Events[Name]>, event: Events[Name]) {
    try {
      await listener(event)
    } catch (error) {
      this.#report(`A listener of the token event "${name}" failed`, error)
    }
  }

  #report(message: string, error: unknown): void {
    try {
      this.#logger.error(message, error)
    } catch {
      // A logger that fails has nobody to report to.
    }
  }
}
