// A process of its own: invalidates or prunes, by this library in batches, by plain Prisma or the bare driver at once.
import { answer, task } from '../support/child.js'
import { connectTo, kindOf } from '../support/database.js'
import { openDriver } from '../support/driver.js'
import { WebAPITokenRepository } from '../support/library.js'
import { measure } from '../support/measure.js'
import { noted, noteStatements } from '../support/statements.js'

interface Task {
  readonly name: string
  readonly url: string
  readonly verb: keyof typeof verbs
  readonly variant: 'library' | 'prisma' | 'driver'
  /** How many tokens have to change. */
  readonly expected: number
  /** Whose tokens are revoked. */
  readonly userIds?: readonly number[]
}

interface Round {
  /** Changes nothing: the query compiler is loaded with the first query. */
  readonly isTrial: boolean
}

const { name, url, verb, variant, expected, userIds = [] } = task() as Task
const prisma = await connectTo(name, url, noted)
const statements = noteStatements(prisma)
const tokens = new WebAPITokenRepository(prisma)
const driver = await openDriver({ kind: kindOf(name), url })

const verbs = {
  invalidate({ isTrial }: Round) {
    const where = isTrial ? { id: -1 } : {}
    const now = new Date()
    return {
      library: () => tokens.invalidateTokens({ ...(isTrial && { where }), batchSize: true }),
      prisma: () =>
        prisma.webAPIToken.updateMany({
          where: { ...where, valid: true },
          data: { valid: false, invalidDate: now, invalidReason: '', lastUpdated: now },
        }),
      driver: () => driver.invalidateAll(now),
    }
  },

  revoke({ isTrial }: Round) {
    const users = isTrial ? [-1] : userIds
    const now = new Date()
    return {
      library: () => tokens.invalidateTokens({ users, batchSize: true }),
      prisma: () =>
        prisma.webAPIToken.updateMany({
          where: { userId: { in: [...users] }, valid: true },
          data: { valid: false, invalidDate: now, invalidReason: '', lastUpdated: now },
        }),
      driver: () => driver.invalidateAllOf(users, now),
    }
  },

  prune({ isTrial }: Round) {
    const expiredBefore = isTrial ? new Date(0) : new Date()
    return {
      library: () => tokens.pruneTokens({ expiredBefore }),
      prisma: () => prisma.webAPIToken.deleteMany({ where: { expires: { lt: expiredBefore } } }),
      driver: () => driver.deleteExpired(expiredBefore),
    }
  },
}

/** What all verbs leave fewer of. */
const countValid = () => prisma.webAPIToken.count({ where: { valid: true } })

const before = await countValid()
if (variant !== 'driver') await verbs[verb]({ isTrial: true })[variant]()
statements()
const measurement = await measure(verbs[verb]({ isTrial: false })[variant])
const sent = statements()
const changed = before - (await countValid())
if (changed !== expected) throw new Error(`${changed} of ${expected} rows were changed`)
answer({ ...measurement, ...(variant !== 'driver' && sent) })
await prisma.$disconnect()
await driver.close()
