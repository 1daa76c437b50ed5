import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'

import { connectClient, type Provider, type TestClient } from '../support/databases.js'

/** What faults are done to. */
export interface Kind {
  readonly name: string
  readonly provider: Provider
  /** Of the files of SQLite. */
  readonly journalMode?: 'WAL' | 'DELETE'
  /** Milliseconds that SQLite waits for a lock. */
  readonly timeout: number
  /** Milliseconds that another process holds the lock at most. */
  readonly longestHold: number
}

export const kinds: readonly Kind[] = [
  { name: 'PostgreSQL', provider: 'postgresql', timeout: 0, longestHold: 1500 },
  { name: 'MariaDB', provider: 'mysql', timeout: 0, longestHold: 1500 },
  { name: 'better-sqlite3', provider: 'sqlite', journalMode: 'WAL', timeout: 1000, longestHold: 2500 },
  { name: 'better-sqlite3 rollback', provider: 'sqlite', journalMode: 'DELETE', timeout: 1000, longestHold: 1500 },
  // A connection that has waited for a lock in vain loses acknowledged writes (https://github.com/prisma/orm/issues/30028): this
  // is what the README says of it, and what it asks for is a timeout that outlasts every lock.
  { name: 'libSQL', provider: 'sqlite', journalMode: 'WAL', timeout: 60_000, longestHold: 800 },
]

export function kindOf(name: string): Kind {
  const kind = kinds.find((each) => each.name === name)
  if (!kind) throw new TypeError(`There is no database "${name}", only: ${kinds.map((each) => each.name).join(', ')}`)
  return kind
}

/** A client as an app has it, with as many connections as it is given. */
export async function connect(kind: Kind, url: string, connections = 10): Promise<TestClient> {
  return connectClient(kind.provider, await adapterOf(kind, url, connections), { transactionOptions: {} })
}

async function adapterOf(kind: Kind, url: string, connections: number): Promise<SqlDriverAdapterFactory> {
  switch (kind.name) {
    case 'PostgreSQL': {
      const { PrismaPg } = await import('@prisma/adapter-pg')
      return new PrismaPg({ connectionString: url, max: connections, application_name: 'worker' })
    }
    case 'MariaDB': {
      const { PrismaMariaDb } = await import('@prisma/adapter-mariadb')
      const { hostname, port, pathname } = new URL(url)
      const database = pathname.slice(1)
      return new PrismaMariaDb({
        host: hostname,
        port: Number(port),
        user: 'root',
        database,
        connectionLimit: connections,
        minimumIdle: 1,
      })
    }
    case 'libSQL': {
      const { PrismaLibSql } = await import('@prisma/adapter-libsql')
      return new PrismaLibSql({ url, timeout: kind.timeout })
    }
    default: {
      const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3')
      return new PrismaBetterSqlite3({ url, timeout: kind.timeout })
    }
  }
}
