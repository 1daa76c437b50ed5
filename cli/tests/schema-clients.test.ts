import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeFile } from 'node:fs/promises'

import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import { PrismaPg } from '@prisma/adapter-pg'

import { describeUnless } from '../../tests/support/describe-unless.js'
import { datasource, makeApp, type Result, root, schemaJson, withRelation } from './support/schema.js'

const { TEST_POSTGRES_URL, TEST_MARIADB_URL } = process.env
const exec = promisify(execFile)

interface App {
  readonly provider: string
  readonly owner: string
  /** The arguments of the command, for each of the token models. */
  readonly commands: readonly (readonly string[])[]
  /** The code that makes the adapter. */
  readonly adapter: string
  readonly url: string
  /** What is done with `prisma` and the `repositories`. */
  readonly code: string
}

/** Makes an app with the models that the command prints, and runs code in it. */
async function runApp({ provider, owner, commands, adapter, url, code }: App) {
  let files: Record<string, string> = { 'schema.prisma': `${datasource(provider)}\n${owner}` }
  const app = await makeApp({ 'package.json': '{ "type": "module" }', ...files })
  const prisma = (...words: string[]) =>
    exec(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), ...words], {
      cwd: app.path,
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'scripts/schema-engine.mjs'),
      },
    })
  const repositories: Result['repository'][] = []
  for (const args of commands) {
    const { model, relation, repository } = await schemaJson(app.path, '--schema', 'schema.prisma', ...args)
    files = withRelation(files, relation)
    files['schema.prisma'] = `${files['schema.prisma'] ?? ''}\n${model}`
    await writeFile(join(app.path, 'schema.prisma'), files['schema.prisma'])
    repositories.push(repository)
  }
  await writeFile(
    join(app.path, 'prisma.config.ts'),
    `export default { schema: 'schema.prisma', datasource: { url: '${url}' } }\n`,
  )
  await prisma('generate')
  if (provider !== 'mysql') await prisma('db', 'push')
  await writeFile(
    join(app.path, 'main.ts'),
    `import assert from 'node:assert/strict'
import { PrismaClient } from './client/client.js'
import { WebAPITokenRepository } from '${root}src/index.js'
${adapter}
const prisma = new PrismaClient({ adapter })
try {
  const repositories = ${JSON.stringify(repositories)}.map((options) => new WebAPITokenRepository(prisma, options))
  const use = async (tokens, owner) => {
    const { token, record } = await tokens.generateToken(owner)
    const result = await tokens.authenticate(token)
    assert.equal(result.ok, true)
    assert.deepEqual(result.record.id, record.id)
    assert.deepEqual(await tokens.invalidateTokens({ owners: [owner] }), { count: 1 })
  }
  ${code}
  console.log('done')
} finally {
  await prisma.$disconnect()
}
`,
  )
  const { stdout } = await exec(process.execPath, ['--import', 'tsx', 'main.ts'], { cwd: app.path })
  expect(stdout).toContain('done')
  await app.remove()
}

test('on SQLite, a repository accepts the model of a User with everything, and that of nobody with the least', () =>
  runApp({
    provider: 'sqlite',
    url: 'file:./app.db',
    adapter: `import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
const adapter = new PrismaBetterSqlite3({ url: 'file:./app.db' })`,
    owner: 'model User {\n  id Int @id @default(autoincrement())\n}\n',
    commands: [
      ['--with', 'all', '--audit'],
      '--owner-field owner --owner-id String --nullable-owner --id cuid --without all --no-map --model Key'.split(' '),
    ],
    code: `const owner = await prisma.user.create({ data: {} })
      await use(repositories[0], owner)
      assert.equal(await prisma.webAPITokenEvent.count({ where: { userId: owner.id } }), 2)
      await use(repositories[1], 'somebody')
      assert.equal((await repositories[1].generateToken(null)).record.owner, null)`,
  }))

describeUnless(TEST_POSTGRES_URL ? undefined : 'TEST_POSTGRES_URL is not set', 'on PostgreSQL', () => {
  const name = `webapi_token_schema_${randomBytes(6).toString('hex')}`
  const url = Object.assign(new URL(TEST_POSTGRES_URL ?? 'postgresql://localhost'), { pathname: `/${name}` }).href

  async function query(sql: string) {
    const connection = await new PrismaPg({ connectionString: TEST_POSTGRES_URL ?? '' }).connect()
    await connection.executeRaw({ sql, args: [], argTypes: [] })
    await connection.dispose()
  }

  beforeAll(() => query(`CREATE DATABASE ${name}`))

  afterAll(() => query(`DROP DATABASE ${name} WITH (FORCE)`))

  test('a repository accepts the model of a Team with UUIDs', () =>
    runApp({
      provider: 'postgresql',
      url,
      adapter: `import { PrismaPg } from '@prisma/adapter-pg'
const adapter = new PrismaPg({ connectionString: '${url}' })`,
      owner: 'model Team {\n  id String @id @default(uuid()) @db.Uuid\n}\n',
      commands: [['--owner-model', 'Team', '--model', 'TeamToken', '--with', 'scopes,parent', '--audit']],
      code: `const owner = await prisma.team.create({ data: {} })
        await use(repositories[0], owner)
        assert.equal(await prisma.teamTokenEvent.count({ where: { teamId: owner.id } }), 2)`,
    }))
})

describeUnless(TEST_MARIADB_URL ? undefined : 'TEST_MARIADB_URL is not set', 'on MariaDB', () => {
  test('a repository accepts the model', () =>
    runApp({
      provider: 'mysql',
      url: 'mysql://localhost/none',
      // No engine here makes tables of MySQL's: what is checked is the client.
      adapter: `import { PrismaMariaDb } from '@prisma/adapter-mariadb'
const adapter = new PrismaMariaDb('mysql://localhost/none')`,
      owner: 'model User {\n  id String @id @default(uuid(7)) @db.Char(36)\n}\n',
      commands: [['--with', 'all', '--audit']],
      code: '',
    }))

  test('the statement for the migration tells tokens apart that differ in case only', async () => {
    const { sql } = await schemaJson('.', '--provider', 'mysql')
    const name = `webapi_token_schema_${randomBytes(6).toString('hex')}`
    const connect = (url: string | URL) => new PrismaMariaDb(String(url), { useTextProtocol: true }).connect()
    const server = await connect(TEST_MARIADB_URL ?? '')
    const executeOn = (connection: typeof server) => (sql: string) =>
      connection.executeRaw({ sql, args: [], argTypes: [] })
    await executeOn(server)(`CREATE DATABASE ${name}`)
    const database = await connect(Object.assign(new URL(TEST_MARIADB_URL ?? ''), { pathname: `/${name}` }))
    try {
      const execute = executeOn(database)
      const insert = (token: string) => execute(`INSERT INTO webapi_token VALUES ('${token}')`)
      const collation = 'DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci'
      await execute(`CREATE TABLE webapi_token (token VARCHAR(255) NOT NULL, UNIQUE (token)) ${collation}`)
      await insert('wat_a')
      await expect(insert('wat_A')).rejects.toThrow('UniqueConstraintViolation')
      await execute(sql ?? '')
      await insert('wat_A')
      await expect(insert('wat_A')).rejects.toThrow('UniqueConstraintViolation')
    } finally {
      await executeOn(server)(`DROP DATABASE ${name}`)
      for (const connection of [database, server]) await connection.dispose()
    }
  })
})
