import type { TestDatabase } from '../../../tests/support/databases.js'

/** What is done to a table: statements, and on SQLite, which alters little, replacements in the statement that makes it. */
export interface Alteration {
  readonly statements?: readonly string[]
  readonly replace?: readonly (readonly [from: string, to: string])[]
}

/** Runs a test with a copy of the table that was altered in place of it. */
export async function withAltered(
  { prisma, kind }: TestDatabase,
  { statements = [], replace = [] }: Alteration,
  test: () => Promise<void>,
): Promise<void> {
  const run = async (...list: readonly string[]) => {
    for (const statement of list) await prisma.$executeRawUnsafe(statement)
  }
  if (kind.provider === 'sqlite') {
    const made = await prisma.$queryRawUnsafe<{ sql: string }[]>(
      `SELECT sql FROM sqlite_master WHERE tbl_name = 'webapi_token' AND sql IS NOT NULL ORDER BY type DESC`,
    )
    const originals = made.map(({ sql }) => sql)
    const altered = originals.map((sql) => replace.reduce((text, [from, to]) => text.replace(from, to), sql))
    for (const [from] of replace) expect(originals.some((sql) => sql.includes(from))).toBe(true)
    await run('DROP TABLE webapi_token', ...altered)
    try {
      await run(...statements)
      await test()
    } finally {
      await run('DROP TABLE IF EXISTS webapi_token', ...originals)
    }
    return
  }
  const [away, copy, back] =
    kind.provider === 'mysql'
      ? [
          'RENAME TABLE webapi_token TO webapi_token_kept',
          'CREATE TABLE webapi_token LIKE webapi_token_kept',
          'RENAME TABLE webapi_token_kept TO webapi_token',
        ]
      : [
          // Its indexes go with it, and their names are free.
          'ALTER TABLE webapi_token SET SCHEMA kept',
          'CREATE TABLE webapi_token (LIKE kept.webapi_token INCLUDING ALL)',
          'ALTER TABLE kept.webapi_token SET SCHEMA public',
        ]
  if (kind.provider === 'postgresql') await run('CREATE SCHEMA IF NOT EXISTS kept')
  await run(away, copy)
  try {
    await run(...statements)
    await test()
  } finally {
    await run('DROP TABLE IF EXISTS webapi_token', back)
  }
}
