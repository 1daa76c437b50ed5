// `npm run bench`: this library beside plain Prisma, the bare drivers and a peer, doing the same work in one run.
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

import { type Bulk, bulkWork } from './bulk/bulk.js'
import { chart } from './chart.js'
import { type Growth, growths } from './growth/growth.js'
import type { Variant } from './requests/operations.js'
import type { Costs } from './requests/costs.js'
import { type Comparison, type Figures, throughputs } from './requests/throughputs.js'
import { roomToAllocate } from './support/allocations.js'
import { inChild } from './support/child.js'
import { kindOf, withDatabase } from './support/database.js'
import { shown, type Spread } from './support/numbers.js'
import { environment, printTable } from './support/report.js'
import { bulk, growth, milliseconds, repeats } from './support/sizes.js'

const { values } = parseArgs({
  options: {
    database: { type: 'string', multiple: true, default: ['libSQL', 'PostgreSQL', 'MariaDB'] },
    part: { type: 'string', multiple: true, default: ['requests', 'growth', 'bulk'] },
  },
})

/** What is known of one database. */
interface Results {
  readonly environment: Awaited<ReturnType<typeof environment>>
  /** How much of it was measured, for each part. */
  readonly sizes: { readonly [part: string]: object }
  costs?: Costs
  requests?: readonly Comparison[]
  /** Authentications from the cache, one at a time, in a process of its own. */
  cachedPerSecond?: Spread
  growth?: readonly Growth[]
  bulk?: Bulk
}

interface ResultsByDatabase {
  [database: string]: Partial<Results>
}

const sizes = {
  requests: { repeats, milliseconds },
  growth: { repeats, milliseconds, ...growth },
  bulk: { repeats, ...bulk },
}

const unknown = values.part.find((part) => !Object.hasOwn(sizes, part))
if (unknown !== undefined) throw new TypeError(`There is no part "${unknown}", only: ${Object.keys(sizes).join(', ')}`)

const all: ResultsByDatabase = {}
for (const name of values.database) {
  const kind = kindOf(name)
  const results: Results = {
    environment: await withDatabase(kind, environment),
    sizes: Object.fromEntries(values.part.map((part) => [part, sizes[part as keyof typeof sizes]])),
  }
  all[name] = results
  console.log(`\n# ${results.environment.database}`)
  if (values.part.includes('requests')) {
    const costs = await inChild<Costs>(
      new URL('requests/costs-child.ts', import.meta.url),
      { name, everybody: true },
      roomToAllocate,
    )
    results.costs = costs
    results.requests = await throughputs(kind)
    printRequests(name, results.requests, costs)
    const cached = await inChild<Spread>(new URL('requests/cached-child.ts', import.meta.url), { name })
    results.cachedPerSecond = cached
    console.log(`From the cache, per second, in a process of its own: ${shown(cached)}`)
  }
  if (values.part.includes('growth')) {
    results.growth = await growths(kind)
    printGrowth(name, results.growth)
  }
  if (values.part.includes('bulk')) {
    results.bulk = await bulkWork(kind)
    printBulk(name, results.bulk)
  }
  // After each database: a run takes long.
  await write()
}

function printRequests(database: string, requests: readonly Comparison[], costs: Costs): void {
  const rows = requests.flatMap(({ operation, concurrency, variants }) =>
    (Object.entries(variants) as [Variant, Figures][]).map(([variant, figures]) => ({
      operation,
      'at once': concurrency,
      variant,
      'per second': shown(figures.perSecond),
      'of plain Prisma': shown(figures.ofPrisma),
      'of the driver': shown(figures.ofDriver),
      'of better-auth': shown(figures.ofPeer),
      'p50 ms': figures.p50Ms.median,
      'p99 ms': figures.p99Ms.median,
      queries: costs[operation]?.[variant]?.queries,
      'allocated KB': costs[operation]?.[variant]?.allocatedKB,
    })),
  )
  printTable(`${database}: requests`, rows)
}

function printGrowth(database: string, growths: readonly Growth[]): void {
  const rows = growths.map(({ operation, concurrency, perSecondSmall, perSecondLarge, ofSmall }) => ({
    operation,
    'at once': concurrency,
    [`of ${growth.from} rows`]: shown(perSecondSmall),
    [`of ${growth.to} rows`]: shown(perSecondLarge),
    ratio: shown(ofSmall),
  }))
  printTable(`${database}: per second in a table`, rows)
}

function printBulk(database: string, { generate, invalidate, ofUsers, prune }: Bulk): void {
  const titles = {
    [`generate ${bulk.generated}`]: generate,
    [`invalidate ${bulk.invalidated}`]: invalidate,
    [`invalidate those of ${bulk.revokedUsers} users, of ${bulk.pruneTable}`]: ofUsers,
    [`prune one in ${bulk.expiredEvery} of ${bulk.pruneTable}`]: prune,
  }
  for (const [title, { runs, timeOfPrisma, timeOfDriver }] of Object.entries(titles)) {
    printTable(`${database}: ${title}`, runs)
    console.log(
      `Time of the library, in terms of plain Prisma: ${shown(timeOfPrisma)}; of the driver: ${shown(timeOfDriver)}`,
    )
  }
}

/** Adds to what other runs of the day have measured. */
async function write(): Promise<void> {
  const date = new Date().toISOString().slice(0, 10)
  const folder = new URL('results/', import.meta.url)
  const file = new URL(`${date}.json`, folder)
  await mkdir(folder, { recursive: true })
  const before = existsSync(file)
    ? (JSON.parse(await readFile(file, 'utf8')) as { databases: ResultsByDatabase }).databases
    : {}
  const report = { date, databases: merged(before, all) }
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
  console.log(`\nWritten to results/${date}.json`)
  const requests = report.databases.PostgreSQL?.requests
  if (!requests) return
  await writeFile(new URL('requests.svg', folder), chart(requests))
  console.log('Drawn in results/requests.svg')
}

function merged(before: ResultsByDatabase, now: ResultsByDatabase): ResultsByDatabase {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return Object.fromEntries(
    names.map((name) => [
      name,
      { ...before[name], ...now[name], sizes: { ...before[name]?.sizes, ...now[name]?.sizes } },
    ]),
  )
}
