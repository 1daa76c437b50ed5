import type { DatabaseKind } from '../../tests/support/databases.js'
import { withDatabase } from '../support/database.js'
import { openDriver } from '../support/driver.js'
import { mean, type Spread, spread } from '../support/numbers.js'
import { openBetterAuth } from '../support/peer.js'
import { concurrencies, milliseconds, repeats, slices } from '../support/sizes.js'
import { throughput, type Throughput } from '../support/throughput.js'
import { inTurns, joined, ratios, type Turn } from '../support/turns.js'
import { type Operation, operations, type Variant } from './operations.js'

/** What the repetitions of one variant came to. */
export interface Figures {
  readonly perSecond: Spread
  readonly p50Ms: Spread
  readonly p99Ms: Spread
  /** How often as many as by plain Prisma, in the same repetition. */
  readonly ofPrisma: Spread
  /** How often as many as by the bare driver, one statement a call, in the same repetition. */
  readonly ofDriver: Spread
  /** How often as many as by the peer, in the same repetition. */
  readonly ofPeer: Spread
}

export interface Comparison {
  readonly operation: string
  readonly concurrency: number
  readonly variants: { readonly [variant in Variant]?: Figures }
}

/** Every operation by every variant, in turns, so many at once. */
export function throughputs(kind: DatabaseKind): Promise<Comparison[]> {
  return withDatabase(kind, async (database) => {
    const contestants = {
      database,
      prisma: await database.connect(),
      driver: await openDriver(database),
      peer: await openBetterAuth(kind),
    }
    const results: Comparison[] = []
    for (const operation of await operations(contestants)) {
      for (const concurrency of concurrencies) {
        const variants = await compare(operation, concurrency)
        results.push({ operation: operation.name, concurrency, variants })
      }
    }
    await contestants.driver.close()
    await contestants.peer.close()
    return results
  })
}

async function compare({ variants, restore }: Operation, concurrency: number): Promise<Comparison['variants']> {
  const names = Object.keys(variants) as Variant[]
  const run = async (variant: Variant, duration: number) => {
    const operation = variants[variant]
    if (!operation) throw new Error(`There is no variant ${variant}`)
    const result = await throughput(operation, { concurrency, milliseconds: duration })
    await restore?.()
    return result
  }
  for (const name of names) await run(name, milliseconds / 4)
  const turns = joined(
    await inTurns(names, repeats * slices, (variant) => run(variant, milliseconds / slices)),
    slices,
    (all) => ({
      perSecond: mean(all.map(({ perSecond }) => perSecond)),
      p50Ms: mean(all.map(({ p50Ms }) => p50Ms)),
      p99Ms: mean(all.map(({ p99Ms }) => p99Ms)),
    }),
  )
  return Object.fromEntries(names.map((variant) => [variant, figures(turns, variant)]))
}

function figures(turns: readonly Turn<Variant, Throughput>[], variant: Variant): Figures {
  const own = turns.filter((turn) => turn.variant === variant)
  const ratioTo = (other: Variant) => spread(ratios(turns, [variant, other], ({ perSecond }) => perSecond))
  const spreadOf = (figure: (turn: Throughput) => number, digits?: number) => spread(own.map(figure), digits)
  return {
    perSecond: spreadOf(({ perSecond }) => perSecond),
    p50Ms: spreadOf(({ p50Ms }) => p50Ms, 4),
    p99Ms: spreadOf(({ p99Ms }) => p99Ms, 4),
    ofPrisma: ratioTo('prisma'),
    ofDriver: ratioTo('driver'),
    ofPeer: ratioTo('better-auth'),
  }
}
