import type pg from 'pg'

import { WebAPITokenRepository } from '../../src/index.js'
import type { TestClient, TestDatabase } from './databases.js'

export type Tokens = WebAPITokenRepository<TestClient>

interface Statement {
  readonly sql: string
  readonly plan: string
}

/** The statements of an operation that is undone afterwards, as PostgreSQL's planner would do them. */
export async function plansOfUndone(
  db: TestDatabase,
  connection: pg.Client,
  now: Date,
  operate: (tokens: Tokens) => Promise<unknown>,
): Promise<Statement[]> {
  const client = await db.connect({ log: [{ emit: 'event', level: 'query' }] })
  const seen: { query: string; params: string }[] = []
  ;(client as unknown as { $on(name: 'query', listener: (event: (typeof seen)[number]) => void): void }).$on(
    'query',
    (event) => seen.push(event),
  )
  const tokens = new WebAPITokenRepository(client, { clock: () => now })
  const undone = client.$transaction(async (tx) => {
    await operate(tokens.withTransaction(tx))
    throw new Error('Undone')
  })
  await expect(undone).rejects.toThrow('Undone')
  await client.$disconnect()
  // What was undone is gone for the planner, too.
  await connection.query('VACUUM ANALYZE webapi_token')

  const statements: Statement[] = []
  for (const { query, params } of seen.filter(({ query }) => query.includes('webapi_token'))) {
    const { rows } = await connection.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${query}`,
      JSON.parse(params) as unknown[],
    )
    statements.push({ sql: query, plan: rows.map((row) => row['QUERY PLAN']).join('\n') })
  }
  return statements
}

export function withoutIndex(statements: readonly Statement[]): Statement[] {
  return statements.filter(({ plan }) => plan.includes('Seq Scan on webapi_token') || !/Index|Bitmap/.test(plan))
}
