// A process of an app, with several lanes of calls at once, until it is told to stop or killed.
import { WebAPITokenRepository } from '../../src/index.js'
import { send } from '../support/send.js'
import { isDriverError } from './driver-errors.js'
import { Journal } from './journal.js'
import { connect, kindOf } from './kinds.js'
import { runLane } from './lane.js'
import { Random } from './random.js'

const [name = '', url = '', file = '', seed = '', limitedUser = '', limit = '', connections = ''] =
  process.argv.slice(2)

/** As many at once as there are lanes. */
const lanes = 4

const journal = new Journal(file)
const report = (error: unknown) => {
  const detail = String((error as Error | undefined)?.stack ?? error).slice(0, 600)
  journal.write({ kind: 'incident', what: isDriverError(error) ? 'driver' : 'unhandled', detail })
}
process.on('uncaughtException', report)
process.on('unhandledRejection', report)

let isStopped = false
process.on('message', () => {
  isStopped = true
})
process.on('disconnect', () => process.exit(0))

const random = new Random(Number(seed))
const client = await connect(kindOf(name), url, Number(connections))
// A clock that jumps, by minutes at most: no token of the run expires.
let offset = 0
const clock = () => {
  if (random.chance(0.001)) offset = random.between(-600_000, 600_000)
  return new Date(Date.now() + (connections === '2' ? offset : 0))
}
const logger = { error: () => undefined }
const tokens = new WebAPITokenRepository(client, { clock, logger })
const limited = new WebAPITokenRepository(client, { clock, logger, maxTokensPerUser: Number(limit) })

/** Returns undefined when the run ends while the server is still down. */
async function newUser(username: string): Promise<number | undefined> {
  while (!isStopped) {
    try {
      // On better-sqlite3, a plain write would be lost with a transaction of others that it slips into, and its id used again.
      return (await client.$transaction((tx) => tx.user.create({ data: { username } }))).id
    } catch {
      // It may be there although the answer was lost.
      const user = await client.user.findUnique({ where: { username } }).catch(() => null)
      if (user) return user.id
    }
  }
  return undefined
}

const prefix = `${seed}-${process.pid}`
await Promise.all(
  Array.from({ length: lanes }, async (_, index) => {
    const lane = `${prefix}-${index}`
    const userId = await newUser(lane)
    if (userId === undefined) return
    await runLane({
      name: lane,
      userId,
      limitedUserId: Number(limitedUser),
      tokens,
      limited,
      journal,
      random,
      goesOn: () => !isStopped,
    })
  }),
)
await send({ stopped: true })
await client.$disconnect().catch(() => undefined)
process.exit(0)
