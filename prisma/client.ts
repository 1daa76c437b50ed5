import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import { PrismaPg } from '@prisma/adapter-pg'

import { PrismaClient as MysqlClient } from '../generated/mysql/client.js'
import { PrismaClient as PostgresqlClient } from '../generated/postgresql/client.js'
import { PrismaClient } from '../generated/sqlite/client.js'

/** A client for the database of the URL, as the development schema of its provider has it. */
export function connect(url: string): PrismaClient {
  // What seed and demo call is the same for all providers, though the generated types differ.
  if (/^postgres(?:ql)?:/.test(url)) {
    return new PostgresqlClient({ adapter: new PrismaPg({ connectionString: url }) }) as unknown as PrismaClient
  }
  if (/^(?:mysql|mariadb):/.test(url)) {
    return new MysqlClient({
      adapter: new PrismaMariaDb(url.replace(/^mysql:/, 'mariadb:')),
    }) as unknown as PrismaClient
  }
  return new PrismaClient({ adapter: new PrismaBetterSqlite3({ url }) })
}
