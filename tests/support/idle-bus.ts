// Does what the test names with a bus, and has nothing to do after that: it has to end by itself.
import { once } from 'node:events'

import pg from 'pg'

import { postgresInvalidationBus } from '../../src/index.js'
import { RecordingSubscriber } from './recording-subscriber.js'

// What keeps this process alive until then; the bus does not.
const go = once(process, 'message')
const [url = '', task = ''] = process.argv.slice(2)
const open = () => postgresInvalidationBus({ createClient: () => new pg.Client(url), heartbeatInterval: 500 })
const bus = open()
const others = Array.from({ length: task === 'ten' ? 9 : 0 }, open)
const subscriber = new RecordingSubscriber()
bus.subscribe(subscriber)

// On a busy machine, the first attempt may fail.
if (task !== 'connect') await subscriber.until(() => subscriber.calls.includes('connected'))
process.send?.('ready')
await go
if (task === 'publish') await bus.publish('x')
if (task === 'close' || task === 'ten') await Promise.all([bus, ...others].map((each) => each.close()))
process.send?.(subscriber.calls)
process.disconnect?.()
