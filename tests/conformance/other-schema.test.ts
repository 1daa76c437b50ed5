// A table of PostgreSQL's that is not in the schema `public`: raw statements must find it as Prisma does.
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

import { WebAPITokenRepository } from '../../src/index.js'
import { connectClient, createDatabase, databaseKind } from '../support/databases.js'
import { describeUnless } from '../support/describe-unless.js'

const kind = databaseKind('PostgreSQL')

describeUnless(kind.missing, 'another schema of PostgreSQL', () => {
  test('has the uses of its tokens noted by one statement, and those of public are left alone', async () => {
    const db = await createDatabase(kind)
    const connection = new pg.Client(db.url)
    await connection.connect()
    await connection.query(`CREATE SCHEMA "other one";
      CREATE TABLE "other one"."user" (LIKE public."user" INCLUDING ALL);
      CREATE TABLE "other one".webapi_token (LIKE public.webapi_token INCLUDING ALL)`)
    const adapter = new PrismaPg({ connectionString: db.url }, { schema: 'other one' })
    const statements: string[] = []
    const client = await connectClient('postgresql', adapter, { log: [{ emit: 'event', level: 'query' }] })
    ;(client as unknown as { $on(name: 'query', listener: (event: { query: string }) => void): void }).$on(
      'query',
      ({ query }) => statements.push(query),
    )
    const user = await client.user.create({ data: { username: 'ada', password: '' } })
    const tokens = new WebAPITokenRepository(client)
    const created = [
      await tokens.generateToken(user),
      await tokens.generateToken(user),
      await tokens.generateToken(user),
    ]
    statements.length = 0
    for (const result of await Promise.all(created.map(({ token }) => tokens.authenticate(token)))) {
      expect(result.ok).toBe(true)
    }
    expect(statements.filter((sql) => sql.includes('UPDATE'))).toHaveLength(1)
    const { rows } = await connection.query(
      'SELECT last_used FROM "other one".webapi_token WHERE last_used IS NOT NULL',
    )
    expect(rows).toHaveLength(3)
    await client.$disconnect()
    await connection.end()
    await db.close()
  })
})
