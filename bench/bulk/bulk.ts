import type { DatabaseKind } from '../../tests/support/databases.js'
import { inChild } from '../support/child.js'
import { withDatabase } from '../support/database.js'
import { fill } from '../support/fill.js'
import type { Measurement } from '../support/measure.js'
import { type Spread, spread } from '../support/numbers.js'
import { bulk, repeats } from '../support/sizes.js'
import type { Statements } from '../support/statements.js'
import { inTurns, ratios, type Turn } from '../support/turns.js'

const variants = ['library', 'prisma', 'driver'] as const

type Variant = (typeof variants)[number]

export interface BulkRuns {
  /** Time of the library in terms of plain Prisma's, in the same repetition. */
  readonly timeOfPrisma: Spread
  readonly runs: readonly Turn<Variant, Measurement & Partial<Statements>>[]
}

export interface Bulk {
  readonly generate: BulkRuns
  readonly invalidate: BulkRuns
  readonly prune: BulkRuns
}

/** Many tokens at once, in processes of their own, beside the same work done by plain Prisma and the bare driver. */
export function bulkWork(kind: DatabaseKind): Promise<Bulk> {
  return withDatabase(kind, async ({ prisma, url }) => {
    const { name, provider } = kind

    /** Each variant in a process of its own, on a table that was made afresh. */
    async function compare(script: string, filling: readonly [rows: number, expiredEvery?: number], task: object) {
      const runs = await inTurns(variants, repeats, async (variant) => {
        await fill(prisma, provider, ...filling)
        const child = new URL(script, import.meta.url)
        return inChild<Measurement & Partial<Statements>>(child, { name, url, variant, ...task })
      })
      return { timeOfPrisma: spread(ratios(runs, ['library', 'prisma'], ({ seconds }) => seconds)), runs }
    }

    const { generated, batchSize, plainBatchSize, invalidated, pruneTable, expiredEvery } = bulk
    return {
      generate: await compare('generate.ts', [0], { rows: generated, batchSize, plainBatchSize }),
      invalidate: await compare('change.ts', [invalidated], { verb: 'invalidate', expected: invalidated }),
      prune: await compare('change.ts', [pruneTable, expiredEvery], {
        verb: 'prune',
        expected: Math.floor(pruneTable / expiredEvery),
      }),
    }
  })
}
