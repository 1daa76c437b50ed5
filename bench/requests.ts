// `npm run requests`: what a request costs, beside plain Prisma and the bare driver.
import { type Operation, operations } from './requests/operations.js'
import { connect, fill, withDatabase } from './support/database.js'
import { shown, size, type Spread, spread } from './support/numbers.js'
import { environment, printTable, writeResults } from './support/report.js'
import { throughput, type Throughput } from './support/throughput.js'
import { inTurns, ratios, type Turn } from './support/turns.js'

const repeats = size('BENCH_REPEATS', 3)
const milliseconds = size('BENCH_MILLISECONDS', 500)
const concurrencies = [1, 16, 128]

interface Line {
  readonly variant: string
  readonly perSecond: Spread
  readonly p50Ms: Spread
  readonly p99Ms: Spread
  /** How often as many as by plain Prisma, in the same repetition. */
  readonly ofPrisma: Spread | undefined
}

await withDatabase(async (url, admin) => {
  await fill(admin, 0)
  const prisma = await connect(url)
  const { list, close } = await operations(prisma, url)
  const results: object[] = []
  for (const operation of list) {
    for (const concurrency of concurrencies) {
      const lines = await compare(operation, concurrency)
      results.push({ operation: operation.name, concurrency, variants: lines })
      printTable(`${operation.name}, ${concurrency} at once`, lines.map(cells))
    }
  }
  await close()
  await prisma.$disconnect()
  await writeResults('requests', { environment: await environment(admin), repeats, milliseconds, results })
})

async function compare({ variants, restore }: Operation, concurrency: number): Promise<Line[]> {
  const names = Object.keys(variants)
  const run = async (variant: string, duration: number) => {
    const operation = variants[variant]
    if (!operation) throw new Error(`There is no variant ${variant}`)
    const result = await throughput(operation, { concurrency, milliseconds: duration })
    await restore?.()
    return result
  }
  for (const name of names) await run(name, milliseconds / 2)
  const turns = await inTurns(names, repeats, (variant) => run(variant, milliseconds))
  return names.map((variant) => line(turns, variant))
}

function line(turns: readonly Turn<string, Throughput>[], variant: string): Line {
  const own = turns.filter((turn) => turn.variant === variant)
  const toPrisma = ratios(turns, [variant, 'prisma'], ({ perSecond }) => perSecond)
  return {
    variant,
    perSecond: spread(own.map(({ perSecond }) => perSecond)),
    p50Ms: spread(
      own.map(({ p50Ms }) => p50Ms),
      4,
    ),
    p99Ms: spread(
      own.map(({ p99Ms }) => p99Ms),
      4,
    ),
    ofPrisma: toPrisma.length > 0 ? spread(toPrisma) : undefined,
  }
}

function cells({ variant, perSecond, p50Ms, p99Ms, ofPrisma }: Line) {
  return {
    variant,
    'per second': shown(perSecond),
    'p50 ms': p50Ms.median,
    'p99 ms': p99Ms.median,
    'of plain Prisma': ofPrisma ? shown(ofPrisma) : '-',
  }
}
