import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { addColumn, copyOfProject, prisma } from './prisma.js'
import type { MissingDatabase } from './databases.js'

const tokenColumns =
  'id user_id token token_hint token_generator_id time_added last_updated last_used expires valid invalid_date ' +
  'invalid_reason note policy extra_data family_id successor_id retire_on_first_use expiry_notified'

const insertUser = `INSERT INTO "user" (username) VALUES ('alice')`
const insertToken = `INSERT INTO webapi_token (user_id, token, token_generator_id) VALUES (1, 'same', 'nanoid')`

/** The tests build on one another, as the commands do: each takes seconds. */
export function describeMigrations(
  provider: string,
  missingDatabase: () => MissingDatabase | Promise<MissingDatabase>,
) {
  let database: MissingDatabase
  let project: { path: string; remove: () => Promise<void> }
  const schema = `prisma/schema/${provider}`

  const run = (command: string) => prisma(command, { cwd: project.path, env: { DATABASE_URL: database.url } })

  beforeAll(async () => {
    project = await copyOfProject()
    database = await missingDatabase()
  })

  afterAll(async () => {
    await database.remove()
    await project.remove()
  })

  const step = (name: string, test: () => Promise<void>) => it(name, test)

  step('migrate deploy: creates the database and the tables', async () => {
    const { code, stdout } = await run('migrate deploy')
    expect(stdout).toMatch(/database .* created at/)
    expect(stdout).toContain('All migrations have been successfully applied')
    expect(code).toBe(0)
    expect((await database.columnsOf('webapi_token')).join(' ')).toBe(tokenColumns)

    await database.query(insertUser)
    await database.query(insertToken)
    await expect(database.query(insertToken)).rejects.toMatchObject({ cause: { kind: 'UniqueConstraintViolation' } })
  })

  step('migrate deploy, status and diff: find nothing to do', async () => {
    const [deploy, status, diff] = await Promise.all([
      run('migrate deploy'),
      run('migrate status'),
      run(`migrate diff --exit-code --from-config-datasource --to-schema ${schema}`),
    ])
    expect(deploy).toMatchObject({ code: 0, stdout: expect.stringContaining('No pending migrations to apply') })
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('Database schema is up to date!') })
    expect(diff).toMatchObject({ code: 0, stdout: expect.stringContaining('No difference detected') })
    expect(await database.query('SELECT token FROM webapi_token')).toEqual([['same']])
  })

  step('migrate dev: refuses to go on when the database has changed by itself', async () => {
    await database.query('ALTER TABLE webapi_token ADD COLUMN stray TEXT')
    const { code, stdout } = await run('migrate dev')
    expect(stdout).toContain('Drift detected')
    expect(stdout).toContain('[+] Added column `stray`')
    expect(code).not.toBe(0)
  })

  step('migrate reset --force: empties the database and applies the migrations', async () => {
    const { code, stdout } = await run('migrate reset --force')
    expect(stdout).toContain('Database reset successful')
    expect(code).toBe(0)
    expect((await database.columnsOf('webapi_token')).join(' ')).toBe(tokenColumns)
    expect(await database.query('SELECT * FROM "user"')).toEqual([])
  })

  step('migrate dev: writes and applies a migration', async () => {
    await addColumn(project.path)
    const { code, stdout } = await run('migrate dev --name color')
    expect(stdout).toContain('Your database is now in sync with your schema')
    expect(code).toBe(0)
    expect(await database.columnsOf('webapi_token')).toContain('color')

    const migrations = join(project.path, 'prisma/migrations', provider)
    const folders = await readdir(migrations)
    const written = folders.find((name) => /^\d{14}_color$/.test(name)) ?? 'none'
    const sql = await readFile(join(migrations, written, 'migration.sql'), 'utf8')
    expect(sql).toMatch(/ALTER TABLE "webapi_token" ADD COLUMN +"color" TEXT/)
  })

  step('db push: brings the database to the schema without a migration', async () => {
    await writeFile(join(project.path, schema, 'more.prisma'), 'model More {\n  id Int @id\n}\n')
    const { code, stdout } = await run('db push')
    expect(stdout).toContain('Your database is now in sync with your Prisma schema')
    expect(code).toBe(0)
    expect(await database.columnsOf('More')).toEqual(['id'])
  })
}
