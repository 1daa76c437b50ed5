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
  /** The same of the driver's. */
  readonly timeOfDriver: Spread
  readonly runs: readonly Turn<Variant, Measurement & Partial<Statements>>[]
}

export interface Bulk {
  readonly generate: BulkRuns
  readonly invalidate: BulkRuns
  readonly ofUsers: BulkRuns
  readonly prune: BulkRuns
}

/** Many tokens at once, in processes of their own, beside the same work done by plain Prisma and the bare driver. */
export function bulkWork(kind: DatabaseKind): Promise<Bulk> {
  return withDatabase(kind, async ({ prisma, url }) => {
    const { name, provider } = kind

    /** Each variant in a process of its own, on a table that was made afresh. */
    async function compare(
      script: string,
      filling: readonly [rows: number, options?: { expiredEvery?: number; users?: number }],
      task: object,
    ) {
      const runs = await inTurns(variants, repeats, async (variant) => {
        await fill(prisma, provider, ...filling)
        const child = new URL(script, import.meta.url)
        return inChild<Measurement & Partial<Statements>>(child, { name, url, variant, ...task })
      })
      const timeOf = (other: Variant) => spread(ratios(runs, ['library', other], ({ seconds }) => seconds))
      return { timeOfPrisma: timeOf('prisma'), timeOfDriver: timeOf('driver'), runs }
    }

    const { generated, batchSize, plainBatchSize, invalidated, pruneTable, expiredEvery, revokedUsers, users } = bulk
    return {
      generate: await compare('generate.ts', [0], { rows: generated, batchSize, plainBatchSize }),
      invalidate: await compare('change.ts', [invalidated], { verb: 'invalidate', expected: invalidated }),
      // Every hundredth user, as those are who have left a company: their tokens lie far apart.
      ofUsers: await compare('change.ts', [pruneTable, { users }], {
        verb: 'revoke',
        userIds: Array.from({ length: revokedUsers }, (_, index) => 1 + index * Math.floor(users / revokedUsers)),
        expected: Math.floor(pruneTable / users) * revokedUsers,
      }),
      prune: await compare('change.ts', [pruneTable, { expiredEvery }], {
        verb: 'prune',
        expected: Math.floor(pruneTable / expiredEvery),
      }),
    }
  })
}
