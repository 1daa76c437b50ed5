// Authenticates a token from its cache, again and again, and reports when it is refused.
import { once } from 'node:events'

import pg from 'pg'

import { postgresInvalidationBus, WebAPITokenRepository } from '../../src/index.js'
import { connectTo } from './databases.js'

const [url = '', token = ''] = process.argv.slice(2)
// A test that has failed waits for no answer.
process.once('disconnect', () => process.exit())

const prisma = await connectTo('PostgreSQL', url)
const bus = postgresInvalidationBus({ createClient: () => new pg.Client(url) })
let queries = 0
const counted = prisma.$extends({
  query: { webAPIToken: { findMany: ({ args, query }) => (queries++, query(args)) } },
})
const tokens = new WebAPITokenRepository(counted, {
  // An hour: what is refused earlier was told by the bus.
  cache: { store: new Map(), ttl: 3_600_000 },
  invalidationBus: bus,
})

// Until the bus is connected, the cache answers nothing; then two in a row cost no query.
for (let before = -1; before !== queries;) {
  before = queries
  await tokens.authenticate(token, { lastUsedInterval: Infinity })
  await new Promise((resolve) => setImmediate(resolve))
}
process.send?.('cached')
await once(process, 'message')
process.send?.('polling')

let result = await tokens.authenticate(token, { lastUsedInterval: Infinity })
while (result.ok) {
  await new Promise((resolve) => setImmediate(resolve))
  result = await tokens.authenticate(token, { lastUsedInterval: Infinity })
}
process.send?.({ refusedAt: Date.now() })

await bus.close()
await prisma.$disconnect()
process.disconnect?.()
