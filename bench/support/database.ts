import { PrismaPg } from '@prisma/adapter-pg'

import type { TestClient } from '../../tests/support/databases.js'

const server = process.env.BENCH_POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/postgres'

// The tests' databases are made there as well, and read this once.
process.env.TEST_POSTGRES_URL = server
const { connectClient, createDatabase, databaseKinds } = await import('../../tests/support/databases.js')

export type Client = TestClient

/** As many connections as a pool of pg's has by default. */
export const poolSize = 10

export const userCount = 1000

export function connect(url: string, options: object = {}): Promise<Client> {
  return connectClient('postgresql', new PrismaPg({ connectionString: url, max: poolSize }), options)
}

/** Runs `work` on a database of its own, which is dropped whatever happens. */
export async function withDatabase<T>(work: (url: string, prisma: Client) => Promise<T>): Promise<T> {
  const kind = databaseKinds.find(({ name }) => name === 'PostgreSQL')
  if (!kind) throw new Error('The tests know no PostgreSQL')
  const database = await createDatabase(kind)
  try {
    return await work(database.url, database.prisma)
  } finally {
    await database.close()
  }
}

/** Empties the tables and puts `rows` tokens into them, every `expiredEvery`th of which has expired. */
export async function fill(prisma: Client, rows: number, expiredEvery = 0): Promise<void> {
  await prisma.$executeRaw`TRUNCATE "user", webapi_token RESTART IDENTITY CASCADE`
  await prisma.$executeRaw`INSERT INTO "user" (username) SELECT 'user-' || n FROM generate_series(1, ${userCount}::int) n`
  await prisma.$executeRaw`
    INSERT INTO webapi_token (user_id, token, token_hint, token_generator_id, policy, time_added, last_updated, expires)
    SELECT 1 + n % ${userCount}::int, 'sha256:' || encode(sha256(n::text::bytea), 'hex'), 'wat_...abcd', 'nanoid', '{}',
      '2026-01-01'::timestamp + n * interval '1 ms', '2026-01-01'::timestamp + n * interval '1 ms',
      CASE WHEN mod(n, NULLIF(${expiredEvery}::int, 0)) = 0 THEN '2026-01-02'::timestamp END
    FROM generate_series(1, ${rows}::int) n`
  await settle(prisma)
}

/** Brings statistics up to date, and writes out what a run before has left to do. */
async function settle(prisma: Client): Promise<void> {
  await prisma.$executeRaw`VACUUM (ANALYZE) webapi_token`
  await prisma.$executeRaw`CHECKPOINT`
}
