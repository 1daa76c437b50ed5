import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'

import { describeWith } from './support/databases.js'
import { root } from './support/prisma.js'

const mariadbUrl = process.env.TEST_MARIADB_URL

/** The adapter has no `executeScript`; the text protocol takes several statements at once. */
async function connect(database: string) {
  const url = Object.assign(new URL(mariadbUrl ?? ''), { pathname: `/${database}`, search: '?multipleStatements=true' })
  const adapter = await new PrismaMariaDb(url.href, { useTextProtocol: true }).connect()
  return Object.assign(adapter, {
    async executeScript(sql: string) {
      await adapter.executeRaw({ sql, args: [], argTypes: [] })
    },
  })
}

async function migrate(adapter: SqlDriverAdapter, provider: string) {
  const folder = join(root, 'prisma/migrations', provider)
  for (const entry of (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    await adapter.executeScript(await readFile(join(folder, entry.name, 'migration.sql'), 'utf8'))
  }
}

async function rows(adapter: SqlDriverAdapter, sql: string) {
  return (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows
}

// No engine here can compare the migrations of MySQL with its schema; SQLite's are checked, so they are the measure.
describeWith('TEST_MARIADB_URL', 'MariaDB', () => {
  const database = `webapi_token_cli_${randomBytes(6).toString('hex')}`
  let server: SqlDriverAdapter
  let mysql: SqlDriverAdapter
  let sqlite: SqlDriverAdapter

  beforeAll(async () => {
    server = await connect('information_schema')
    await server.executeScript(`CREATE DATABASE ${database}`)
    mysql = await connect(database)
    sqlite = await new PrismaLibSql({ url: ':memory:' }).connect()
    await migrate(mysql, 'mysql')
    await migrate(sqlite, 'sqlite')
  })

  afterAll(async () => {
    await server.executeScript(`DROP DATABASE IF EXISTS ${database}`)
    for (const adapter of [server, mysql, sqlite]) await adapter.dispose()
  })

  it.each(['user', 'webapi_token'])('%s has the columns that it has on SQLite', async (table) => {
    const columns = await rows(
      mysql,
      `SELECT column_name, is_nullable = 'NO' FROM information_schema.columns
       WHERE table_schema = '${database}' AND table_name = '${table}' ORDER BY ordinal_position`,
    )
    const expected = await rows(sqlite, `SELECT name, "notnull" FROM pragma_table_info('${table}')`)
    expect(columns.map(([name, required]) => [name, Number(required)])).toEqual(expected)
  })

  it.each(['user', 'webapi_token'])('%s has the indexes that it has on SQLite', async (table) => {
    const indexes = await rows(
      mysql,
      `SELECT index_name, non_unique = 0, GROUP_CONCAT(column_name ORDER BY seq_in_index)
       FROM information_schema.statistics
       WHERE table_schema = '${database}' AND table_name = '${table}' AND index_name <> 'PRIMARY'
       GROUP BY index_name, non_unique ORDER BY index_name`,
    )
    const expected = await rows(
      sqlite,
      `SELECT list.name, list."unique", group_concat(info.name)
       FROM pragma_index_list('${table}') AS list, pragma_index_info(list.name) AS info
       GROUP BY list.name, list."unique" ORDER BY list.name`,
    )
    expect(indexes.map(([name, unique, columns]) => [name, Number(unique), columns])).toEqual(expected)
  })

  it('tells tokens apart that differ in case only', async () => {
    await mysql.executeScript(`INSERT INTO user (username) VALUES ('alice')`)
    const insert = `INSERT INTO webapi_token (user_id, token_generator_id, invalid_reason, note, token) VALUES (1, 'x', '', ''`
    await mysql.executeScript(`${insert}, 'wat_abc')`)
    await mysql.executeScript(`${insert}, 'wat_ABC')`)
    expect(await rows(mysql, `SELECT token FROM webapi_token WHERE token = 'wat_abc'`)).toEqual([['wat_abc']])
    await expect(mysql.executeScript(`${insert}, 'wat_abc')`)).rejects.toThrow('UniqueConstraintViolation')
  })
})
