import { describeWith, missingPostgresDatabase } from './support/databases.js'
import { engine, filters, migrationsList, request } from './support/engine.js'

describeWith('TEST_POSTGRES_URL', 'the schema that a PostgreSQL url names', () => {
  const database = missingPostgresDatabase()

  afterAll(() => database.remove())

  it('is made when it is missing, and is where the tables are', async () => {
    const url = `${database.url}?schema=an%20app`
    await engine({ url }, ['cli', 'create-database'])
    const params = { migrationsList: migrationsList('postgresql', 'CREATE TABLE a (b TEXT)'), filters }
    const [answer] = await request(url, { id: 1, method: 'applyMigrations', params })
    expect(answer).toMatchObject({ result: { appliedMigrationNames: ['1_init'] } })
    expect(
      await database.query(
        `SELECT schemaname, tablename FROM pg_tables WHERE tablename IN ('a', '_prisma_migrations')`,
      ),
    ).toEqual([
      ['an app', '_prisma_migrations'],
      ['an app', 'a'],
    ])
  })
})
