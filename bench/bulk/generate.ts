// A process of its own: generates tokens in bulk, by this library or by plain Prisma.
import { answer, task } from '../support/child.js'
import { type Client, connect, userCount } from '../support/database.js'
import { WebAPITokenRepository } from '../support/library.js'
import { measure } from '../support/measure.js'
import { plainRow } from '../support/plain-row.js'

interface Task {
  readonly url: string
  readonly variant: keyof typeof variants
  readonly rows: number
  readonly batchSize: number
}

const { url, variant, rows, batchSize } = task() as Task

const variants = {
  async library(prisma: Client, rows: number) {
    for await (const _ of new WebAPITokenRepository(prisma).generateTokens(users(rows), { batchSize }));
  },

  async prisma(prisma: Client, rows: number) {
    for (let done = 0; done < rows; done += batchSize) {
      const data = Array.from(users(Math.min(rows - done, batchSize)), plainRow)
      await prisma.webAPIToken.createManyAndReturn({ data })
    }
  },
}

const prisma = await connect(url)
// The query compiler is loaded with the first query.
await variants[variant](prisma, batchSize)
answer(await measure(() => variants[variant](prisma, rows)))
await prisma.$disconnect()

function* users(count: number) {
  for (let index = 0; index < count; index++) yield 1 + (index % userCount)
}
