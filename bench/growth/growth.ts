import type { DatabaseKind } from '../../tests/support/databases.js'
import { operations } from '../requests/operations.js'
import { withDatabase } from '../support/database.js'
import { fill } from '../support/fill.js'
import { type Spread, spread } from '../support/numbers.js'
import { growth, milliseconds, repeats } from '../support/sizes.js'
import { throughput } from '../support/throughput.js'
import { inTurns, ratios } from '../support/turns.js'

/** What an operation can do on a large table, in terms of a small one. */
export interface Growth {
  readonly operation: string
  readonly concurrency: number
  readonly perSecondSmall: Spread
  readonly perSecondLarge: Spread
  readonly ofSmall: Spread
}

/** The operations of the library that reach the database, on a small and a large table in turns. */
export function growths(kind: DatabaseKind): Promise<Growth[]> {
  return withDatabase(kind, (small) =>
    withDatabase(kind, async (large) => {
      await fill(small.prisma, kind.provider, growth.from)
      await fill(large.prisma, kind.provider, growth.to)
      const onSmall = await operations({ database: small, prisma: small.prisma })
      const onLarge = await operations({ database: large, prisma: large.prisma })
      const results: Growth[] = []
      for (const [index, { name, variants, restore }] of onSmall.entries()) {
        if (/checksum|garbage/.test(name)) continue
        const sides = { small: { variants, restore }, large: onLarge[index] }
        for (const concurrency of [1, 16]) {
          const turns = await inTurns(['small', 'large'] as const, repeats + 1, async (side) => {
            const operation = sides[side]?.variants.library
            if (!operation) throw new Error(`${name} has no variant of the library`)
            const result = await throughput(operation, { concurrency, milliseconds })
            await sides[side]?.restore?.()
            return result
          })
          // The first turns warm up.
          const measured = turns.filter(({ repeat }) => repeat > 0)
          const perSecondOn = (side: 'small' | 'large') =>
            spread(measured.filter(({ variant }) => variant === side).map(({ perSecond }) => perSecond))
          results.push({
            operation: name,
            concurrency,
            perSecondSmall: perSecondOn('small'),
            perSecondLarge: perSecondOn('large'),
            ofSmall: spread(ratios(measured, ['large', 'small'], ({ perSecond }) => perSecond)),
          })
        }
      }
      return results
    }),
  )
}
