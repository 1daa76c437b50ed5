import type { Events, EventSink } from './event-sink.js'

/** Keeps events until the commit. */
export class DeferredEvents implements EventSink {
  readonly #deliveries: ((sink: EventSink) => void)[] = []

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    this.#deliveries.push((sink) => {
      sink.emit(name, event)
    })
  }

  deliverTo(sink: EventSink): void {
    for (const deliver of this.#deliveries.splice(0)) deliver(sink)
  }
}
