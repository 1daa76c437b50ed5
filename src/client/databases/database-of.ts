import { WebAPITokenModelError } from '../../outcomes/errors.js'
import { adapterNameOf, providerOf } from '../prisma-internals.js'
import { betterSqlite3 } from './better-sqlite3.js'
import { cockroachdb } from './cockroachdb.js'
import { d1 } from './d1.js'
import type { Database } from './database.js'
import { mysql } from './mysql.js'
import { postgresql } from './postgresql.js'
import { sqlite } from './sqlite.js'

const byProvider: Readonly<Record<string, Database>> = { cockroachdb, mysql, postgresql, sqlite }

const byAdapter: Readonly<Record<string, Database>> = {
  '@prisma/adapter-better-sqlite3': betterSqlite3,
  '@prisma/adapter-d1': d1,
  '@prisma/adapter-d1-http': d1,
}

/** @throws WebAPITokenModelError for a provider that the library does not know. */
export function databaseOf(client: object): Database {
  const provider = providerOf(client) ?? ''
  const database = byAdapter[adapterNameOf(client) ?? ''] ?? byProvider[provider]
  if (database) return database
  throw new WebAPITokenModelError(
    'ERR_WEBAPI_TOKEN_DATABASE_UNSUPPORTED',
    `The Prisma client is for the provider "${provider}"; supported are ${Object.keys(byProvider).join(', ')}`,
  )
}
