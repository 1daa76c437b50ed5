// A process of its own: invalidates equal tables by this library, in batches, and by one updateMany of plain Prisma.
import { answer, task } from '../support/child.js'
import { type Client, connect, fill } from '../support/database.js'
import { WebAPITokenRepository } from '../support/library.js'
import { measure } from '../support/measure.js'
import { inTurns } from '../support/turns.js'
import { noted, noteStatements } from '../support/statements.js'

const variants = {
  library: (prisma: Client) => new WebAPITokenRepository(prisma).invalidateTokens({ batchSize: true }),

  prisma(prisma: Client) {
    const now = new Date()
    return prisma.webAPIToken.updateMany({
      where: { valid: true },
      data: { valid: false, invalidDate: now, invalidReason: '', lastUpdated: now },
    })
  },
}

const { url, rows, repeats } = task() as { url: string; rows: number; repeats: number }
const prisma = await connect(url, noted)
const statements = noteStatements(prisma)
await fill(prisma, 100)
for (const variant of ['library', 'prisma'] as const) await variants[variant](prisma)
answer(
  await inTurns(['library', 'prisma'] as const, repeats, async (variant) => {
    await fill(prisma, rows)
    statements()
    let count: number | undefined
    const measurement = await measure(async () => ({ count } = await variants[variant](prisma)))
    if (count !== rows) throw new Error(`${count} of ${rows} rows were changed`)
    return { ...measurement, ...statements() }
  }),
)
await prisma.$disconnect()
