// A process with a cache and a bus of its own. For each list of tokens it fills the cache, waits for the word that they are
// revoked, and authenticates them until all are refused.
import { once } from 'node:events'

import { WebAPITokenRepository } from '../../src/index.js'
import { openBus } from './buses.js'
import { connectTo } from './databases.js'

const [kind = '', url = '', port = ''] = process.argv.slice(2)
// A test that has failed waits for no answer.
process.once('disconnect', () => process.exit())

/** How often a token is presented again after it was refused. */
const again = 20

const prisma = await connectTo('PostgreSQL', url)
const { bus, close } = openBus(kind, Number(port), url)
const tokens = new WebAPITokenRepository(prisma, {
  // An hour: what is refused earlier was told by the bus.
  cache: { store: new Map(), ttl: 3_600_000 },
  invalidationBus: bus,
})
const isAccepted = async (token: string) => (await tokens.authenticate(token, { lastUsedInterval: Infinity })).ok
const next = async () => (await once(process, 'message'))[0] as unknown

process.send?.('ready')
for (let message = await next(); message !== 'end'; message = await next()) {
  const list = message as string[]
  for (const token of list) if (!(await isAccepted(token))) throw new Error('A valid token was refused')
  process.send?.('cached')
  await next()
  const start = performance.now()
  let acceptedAgain = 0
  for (const token of list) {
    while (await isAccepted(token)) await new Promise((resolve) => setImmediate(resolve))
    for (let time = 0; time < again; time++) if (await isAccepted(token)) acceptedAgain++
  }
  process.send?.({ acceptedAgain, milliseconds: performance.now() - start })
}
await close()
await prisma.$disconnect()
process.disconnect?.()
