// A process of its own: generates tokens in bulk, by this library, by plain Prisma or by the bare driver.
import { answer, task } from '../support/child.js'
import { type Client, connectTo, kindOf } from '../support/database.js'
import { openDriver } from '../support/driver.js'
import { WebAPITokenRepository } from '../support/library.js'
import { measure } from '../support/measure.js'
import { plainRow } from '../support/plain-row.js'
import { userCount } from '../support/sizes.js'

interface Task {
  readonly name: string
  readonly url: string
  readonly variant: keyof typeof variants
  readonly rows: number
  /** Of the library. */
  readonly batchSize: number
  /** Of the others: what plain Prisma is best at. */
  readonly plainBatchSize: number
}

const { name, url, variant, rows, batchSize, plainBatchSize } = task() as Task

const bare = await openDriver({ kind: kindOf(name), url })

const variants = {
  async library(prisma: Client, rows: number) {
    for await (const _ of new WebAPITokenRepository(prisma).generateTokens(users(rows), { batchSize }));
  },

  async prisma(prisma: Client, rows: number) {
    for (let done = 0; done < rows; done += plainBatchSize) {
      const data = Array.from(users(Math.min(rows - done, plainBatchSize)), plainRow)
      if (kindOf(name).provider !== 'mysql') await prisma.webAPIToken.createManyAndReturn({ data })
      else {
        // MySQL and MariaDB do not tell what they have inserted.
        await prisma.$transaction(async (tx) => {
          await tx.webAPIToken.createMany({ data })
          await tx.webAPIToken.findMany({ where: { token: { in: data.map(({ token }) => token) } } })
        })
      }
    }
  },

  async driver(_prisma: Client, rows: number) {
    for (let done = 0; done < rows; done += plainBatchSize) {
      await bare.insert(Array.from(users(Math.min(rows - done, plainBatchSize)), plainRow))
    }
  },
}

const prisma = await connectTo(name, url)
// The query compiler is loaded with the first query.
await variants[variant](prisma, batchSize)
answer(await measure(() => variants[variant](prisma, rows)))
await prisma.$disconnect()
await bare.close()

function* users(count: number) {
  for (let index = 0; index < count; index++) yield 1 + (index % userCount)
}
