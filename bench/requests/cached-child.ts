// A process of its own: how many tokens are authenticated from the cache, where nothing else is run.
import { answer, task } from '../support/child.js'
import { kindOf, withDatabase } from '../support/database.js'
import { WebAPITokenRepository } from '../support/library.js'
import { spread } from '../support/numbers.js'
import { milliseconds, repeats, userCount } from '../support/sizes.js'
import { throughput } from '../support/throughput.js'

const { name } = task() as { name: string }
const perSecond: number[] = []
await withDatabase(kindOf(name), async ({ prisma }) => {
  const repository = new WebAPITokenRepository(prisma, { cache: { store: new Map(), ttl: 3_600_000 } })
  const unnoted = { lastUsedInterval: Infinity }
  const tokens: string[] = []
  const users = Array.from({ length: userCount }, (_, index) => index + 1)
  for await (const batch of repository.generateTokens(users)) tokens.push(...batch.map(({ token }) => token))
  let next = 0
  const authenticate = async () => {
    const { ok } = await repository.authenticate(tokens[next++ % tokens.length], unnoted)
    if (!ok) throw new Error('A good token was refused')
  }
  // The first turns fill the cache, and warm it up.
  for (let repeat = -3; repeat < repeats; repeat++) {
    const turn = await throughput(authenticate, { concurrency: 1, milliseconds })
    if (repeat >= 0) perSecond.push(turn.perSecond)
  }
})
answer(spread(perSecond, 0))
