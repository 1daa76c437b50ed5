import type { WebAPITokenEvents } from './events.js'

/** All events, whatever the app's rows are. */
export type Events = WebAPITokenEvents<unknown>

/** What the stages emit their events to. */
export interface EventSink {
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void
}
