import { type InProcessInvalidationBus, inProcessInvalidationBus } from '../../src/testing/index.js'
import { describeInvalidationBus, type Network } from './suite/invalidation-bus.js'

/** All of the suite tell each other. */
const medium = inProcessInvalidationBus()

/** What a test does to the connection of a bus, in place of a network. */
class Connection implements Network {
  readonly bus: InProcessInvalidationBus = medium.duplicate()

  cut(): void {
    this.bus.disconnect()
    setImmediate(() => this.bus.reconnect())
  }

  refuse(): void {
    this.bus.disconnect()
  }

  silence(): void {
    this.bus.disconnect()
  }

  mend(): void {
    this.bus.reconnect()
  }

  close(): Promise<void> {
    return this.bus.close()
  }
}

describe('the bus of one process', () => {
  describeInvalidationBus({ openNetwork: () => Promise.resolve(new Connection()), open: ({ bus }) => bus })
})
