// `npm run check:costs`: fails when an operation, or 128 at once, take more queries than they did, or one allocates much more. `-- --update` writes
// down what they take now.
import { readFile, writeFile } from 'node:fs/promises'

import type { Cost, Costs } from './requests/costs.js'
import { roomToAllocate } from './support/allocations.js'
import { inChild } from './support/child.js'
import { printTable } from './support/report.js'

/** Allocations differ a little between versions of Node.js and Prisma, and those of the smallest calls with what V8 has compiled. */
const mostKB = (limit: number) => limit * 1.15 + 1

interface Limits {
  readonly [operation: string]: { readonly [variant: string]: Cost }
}

// Enough tokens to warm up with.
process.env.BENCH_TOKENS ??= '1000'
const file = new URL('costs.json', import.meta.url)
const task = { name: 'libSQL', everybody: false }
const costs = await inChild<Costs>(new URL('requests/costs-child.ts', import.meta.url), task, roomToAllocate)
const own: Limits = Object.fromEntries(
  Object.entries(costs).map(([operation, { library, cached, deferred }]) => [
    operation,
    { ...(library && { library }), ...(cached && { cached }), ...(deferred && { deferred }) },
  ]),
)

if (process.argv.includes('--update')) {
  await writeFile(file, `${JSON.stringify(own, null, 2)}\n`)
} else {
  const limits = JSON.parse(await readFile(file, 'utf8')) as Limits
  const rows = Object.entries(own).flatMap(([operation, variants]) =>
    Object.entries(variants).map(([variant, cost]) => {
      const limit = limits[operation]?.[variant]
      const isWithin =
        limit &&
        cost.queries <= limit.queries &&
        cost.queriesOf128 <= limit.queriesOf128 &&
        cost.allocatedKB <= mostKB(limit.allocatedKB)
      return { operation, variant, ...cost, 'was KB': limit?.allocatedKB, verdict: isWithin ? 'ok' : 'TOO MUCH' }
    }),
  )
  printTable('Costs of one call, on libSQL', rows)
  if (rows.some(({ verdict }) => verdict !== 'ok')) process.exit(1)
}
