// `npm run bulk`: many tokens at once, beside the same work done by plain Prisma.
import { inChild } from './support/child.js'
import { type Client, fill, withDatabase } from './support/database.js'
import type { Measurement } from './support/measure.js'
import { shown, size, spread } from './support/numbers.js'
import { environment, printTable, writeResults } from './support/report.js'
import type { Statements } from './support/statements.js'
import { inTurns, ratios, type Turn } from './support/turns.js'

type Variant = 'library' | 'prisma'

const sizes = {
  generated: size('BENCH_GENERATED', 100_000),
  /** Rows that are generated together: the library's default, and what plain Prisma is best at. */
  batchSize: size('BENCH_BATCH_SIZE', 25),
  plainBatchSize: 250,
  invalidated: size('BENCH_INVALIDATED', 200_000),
  /** Of these, a fifth is pruned. */
  pruneTable: size('BENCH_PRUNE_TABLE', 1_000_000),
}
const repeats = size('BENCH_REPEATS', 3)
const prunedEvery = 5

const parts = {
  async generate(url: string, prisma: Client) {
    const script = new URL('bulk/generate.ts', import.meta.url)
    const runs = await inTurns<Variant, Measurement>(['library', 'prisma'], repeats, async (variant) => {
      await fill(prisma, 0)
      const batchSize = variant === 'library' ? sizes.batchSize : sizes.plainBatchSize
      return inChild(script, { url, variant, rows: sizes.generated, batchSize })
    })
    return compared(
      `Generate ${sizes.generated}: generateTokens, or createManyAndReturn in chunks of ${sizes.plainBatchSize}`,
      runs,
    )
  },

  async invalidate(url: string) {
    const script = new URL('bulk/invalidate.ts', import.meta.url)
    const task = { url, rows: sizes.invalidated, repeats }
    const runs = await inChild<Turn<Variant, Measurement & Statements>[]>(script, task)
    return compared(`Invalidate ${sizes.invalidated}: invalidateTokens in batches, or one updateMany`, runs)
  },

  async prune(url: string, prisma: Client) {
    const script = new URL('bulk/prune.ts', import.meta.url)
    const expected = Math.floor(sizes.pruneTable / prunedEvery)
    await fill(prisma, sizes.pruneTable, prunedEvery)
    const run = await inChild<Measurement & Statements>(script, { url, expected })
    printTable(`Prune ${expected} of ${sizes.pruneTable}: pruneTokens`, [run])
    return run
  },
}

await withDatabase(async (url, prisma) => {
  const results: { [part: string]: object } = {}
  for (const [name, part] of Object.entries(parts)) {
    if (process.argv.length === 2 || process.argv.includes(name)) results[name] = await part(url, prisma)
  }
  await writeResults(['bulk', ...process.argv.slice(2)].join('-'), {
    environment: await environment(prisma),
    sizes,
    ...results,
  })
})

function compared<Result extends Measurement>(title: string, runs: readonly Turn<Variant, Result>[]) {
  const timeOfPrisma = spread(ratios(runs, ['library', 'prisma'], ({ seconds }) => seconds))
  printTable(title, runs)
  console.log(`Time of the library in terms of plain Prisma: ${shown(timeOfPrisma)}`)
  return { timeOfPrisma, runs }
}
