import { size } from './numbers.js'

/** What is measured, and for how long; smaller for a try. */
export const userCount = 1000

export const repeats = size('BENCH_REPEATS', 3)

/** How long one measurement of requests takes. */
export const milliseconds = size('BENCH_MILLISECONDS', 600)

/** In how many turns it is taken: the speed of a machine changes within seconds, and all variants should have the same. */
export const slices = 4

export const concurrencies = [1, 16, 128] as const

/** Tokens that requests present in turn. */
export const tokenCount = size('BENCH_TOKENS', 10_000)

/** Tables between which it is asked what growth costs. */
export const growth = { from: size('BENCH_GROWTH_FROM', 10_000), to: size('BENCH_GROWTH_TO', 1_000_000) }

export const bulk = {
  generated: size('BENCH_GENERATED', 100_000),
  /** Rows that are generated together: the library's default, and what plain Prisma is best at. */
  batchSize: size('BENCH_BATCH_SIZE', 50),
  plainBatchSize: 250,
  invalidated: size('BENCH_INVALIDATED', 200_000),
  /** Whose tokens are revoked, of all users of that table. */
  revokedUsers: 500,
  users: size('BENCH_USERS', 50_000),
  pruneTable: size('BENCH_PRUNE_TABLE', 1_000_000),
  /** One in so many tokens of that table has expired. */
  expiredEvery: 5,
}
