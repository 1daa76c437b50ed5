import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'

import { describeUnless } from '../../support/describe-unless.js'
import { temporaryFolder } from './prisma.js'

export const postgresUrl = process.env.TEST_POSTGRES_URL

/** A database that is not there yet. */
export interface MissingDatabase {
  readonly url: string
  query(sql: string): Promise<unknown[][]>
  columnsOf(table: string): Promise<unknown[]>
  remove(): Promise<void>
}

async function query(factory: PrismaLibSql | PrismaPg, sql: string) {
  const adapter = await factory.connect()
  try {
    const { rows } = await adapter.queryRaw({ sql, args: [], argTypes: [] })
    return rows
  } finally {
    await adapter.dispose()
  }
}

export async function missingSqliteDatabase(): Promise<MissingDatabase> {
  const folder = await temporaryFolder()
  const url = `file:${join(folder.path, 'a folder', 'test.db').replaceAll(' ', '%20')}`
  const ask = (sql: string) => query(new PrismaLibSql({ url }), sql)
  return {
    url,
    query: ask,
    columnsOf: async (table) => (await ask(`SELECT name FROM pragma_table_info('${table}')`)).flat(),
    remove: folder.remove,
  }
}

export function queryServer(sql: string) {
  return query(new PrismaPg({ connectionString: postgresUrl }), sql)
}

export function missingPostgresDatabase(): MissingDatabase {
  const name = `webapi_token_cli_${randomBytes(6).toString('hex')}`
  const url = Object.assign(new URL(postgresUrl ?? ''), { pathname: name }).href
  const ask = (sql: string) => query(new PrismaPg({ connectionString: url }), sql)
  const columns = 'SELECT column_name FROM information_schema.columns WHERE table_name ='
  return {
    url,
    query: ask,
    columnsOf: async (table) => (await ask(`${columns} '${table}' ORDER BY ordinal_position`)).flat(),
    async remove() {
      await queryServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

/** Describes tests that need a server. */
export function describeWith(variable: 'TEST_POSTGRES_URL' | 'TEST_MARIADB_URL', name: string, tests: () => void) {
  describeUnless(process.env[variable] ? undefined : `${variable} is not set`, name, tests)
}
