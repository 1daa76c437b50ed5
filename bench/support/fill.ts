import type { Provider } from '../../tests/support/databases.js'
import type { Client } from './database.js'
import { userCount } from './sizes.js'

interface Filling {
  readonly empty: readonly string[]
  readonly users: (count: number) => string
  /** Tokens a millisecond apart, of which every so many one has expired. */
  readonly tokens: (rows: number, expiredEvery: number, userCount: number) => string
  /** Brings statistics up to date, and writes out what is left to do. */
  readonly settle: readonly string[]
}

const columns = `user_id, token, token_hint, token_generator_id, note, policy, time_added, last_updated, invalid_reason, expires`

const fillings: { readonly [provider in Provider]: Filling } = {
  postgresql: {
    empty: ['TRUNCATE "user", webapi_token RESTART IDENTITY CASCADE'],
    users: (count) =>
      `INSERT INTO "user" (username, password) SELECT 'user-' || n, '' FROM generate_series(1, ${count}) n`,
    tokens: (rows, every, userCount) => `INSERT INTO webapi_token (${columns})
      SELECT 1 + n % ${userCount}, 'sha256:' || encode(sha256(n::text::bytea), 'hex'), 'wat_...abcd', 'nanoid', '', '{}',
        '2026-01-01'::timestamp + n * interval '1 ms', '2026-01-01'::timestamp + n * interval '1 ms', '',
        CASE WHEN mod(n, ${every}) = 0 THEN '2026-01-02'::timestamp END
      FROM generate_series(1, ${rows}) n`,
    settle: ['VACUUM (ANALYZE) webapi_token', 'CHECKPOINT'],
  },
  sqlite: {
    empty: ['DELETE FROM webapi_token', 'DELETE FROM user', 'DELETE FROM sqlite_sequence'],
    users: (count) => `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
      INSERT INTO user (username, password) SELECT 'user-' || n, '' FROM numbers`,
    tokens: (rows, every, userCount) => `WITH RECURSIVE numbers(n, added) AS (
        SELECT 1, strftime('%Y-%m-%dT%H:%M:%f+00:00', '2026-01-01')
        UNION ALL SELECT n + 1, strftime('%Y-%m-%dT%H:%M:%f+00:00', '2026-01-01', '+' || (n / 1000.0) || ' seconds')
        FROM numbers WHERE n < ${rows})
      INSERT INTO webapi_token (${columns})
      SELECT 1 + n % ${userCount}, 'sha256:' || lower(hex(randomblob(32))), 'wat_...abcd', 'nanoid', '', '{}',
        added, added, '', CASE WHEN n % ${every} = 0 THEN '2026-01-02T00:00:00.000+00:00' END
      FROM numbers`,
    settle: ['ANALYZE', 'PRAGMA wal_checkpoint(TRUNCATE)'],
  },
  mysql: {
    empty: ['TRUNCATE webapi_token', 'DELETE FROM `user`', 'ALTER TABLE `user` AUTO_INCREMENT = 1'],
    users: (count) =>
      `INSERT INTO \`user\` (username, password) SELECT CONCAT('user-', seq), '' FROM seq_1_to_${count}`,
    tokens: (rows, every, userCount) => `INSERT INTO webapi_token (${columns})
      SELECT 1 + seq % ${userCount}, CONCAT('sha256:', SHA2(seq, 256)), 'wat_...abcd', 'nanoid', '', '{}',
        '2026-01-01' + INTERVAL seq * 1000 MICROSECOND, '2026-01-01' + INTERVAL seq * 1000 MICROSECOND, '',
        IF(seq % ${every} = 0, '2026-01-02', NULL)
      FROM seq_1_to_${rows}`,
    settle: ['ANALYZE TABLE webapi_token'],
  },
}

/**
 * Empties the tables and puts `rows` tokens of so many users into them; every `expiredEvery`th one has expired, by default none.
 */
export async function fill(
  prisma: Client,
  provider: Provider,
  rows: number,
  { expiredEvery = rows + 1, users: count = userCount }: { expiredEvery?: number; users?: number } = {},
): Promise<void> {
  const { empty, users, tokens } = fillings[provider]
  for (const sql of [...empty, users(count)]) await prisma.$executeRawUnsafe(sql)
  if (rows > 0) await prisma.$executeRawUnsafe(tokens(rows, expiredEvery, count))
  await settle(prisma, provider)
}

export async function settle(prisma: Client, provider: Provider): Promise<void> {
  // Some of them answer with rows.
  for (const sql of fillings[provider].settle) await prisma.$queryRawUnsafe(sql)
}
