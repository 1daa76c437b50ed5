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
}

const { name, url, verb, variant, expected } = task() as Task
const prisma = await connectTo(name, url, noted)
const statements = noteStatements(prisma)
const tokens = new WebAPITokenRepository(prisma)
const driver = await openDriver({ kind: kindOf(name), url })

const verbs = {
  invalidate: {
    library: (where: object) => tokens.invalidateTokens({ where, batchSize: true }),
    prisma(where: object) {
      const now = new Date()
      const data = { valid: false, invalidDate: now, invalidReason: '', lastUpdated: now }
      return prisma.webAPIToken.updateMany({ where: { ...where, valid: true }, data })
    },
    driver: () => driver.invalidateAll(new Date()),
    left: () => prisma.webAPIToken.count({ where: { valid: false } }),
  },
  prune: {
    library: (where: object) => tokens.pruneTokens({ expiredBefore: 'id' in where ? new Date(0) : new Date() }),
    prisma: (where: object) => prisma.webAPIToken.deleteMany({ where: { ...where, expires: { lt: new Date() } } }),
    driver: () => driver.deleteExpired(new Date()),
    left: () => prisma.webAPIToken.count(),
  },
}

const { left } = verbs[verb]
const before = await left()
// Nothing yet: the query compiler is loaded with the first query.
if (variant !== 'driver') await verbs[verb][variant]({ id: -1 })
statements()
const measurement = await measure(() => verbs[verb][variant]({}))
const sent = statements()
const changed = Math.abs((await left()) - before)
if (changed !== expected) throw new Error(`${changed} of ${expected} rows were changed`)
answer({ ...measurement, ...(variant !== 'driver' && sent) })
await prisma.$disconnect()
await driver.close()
