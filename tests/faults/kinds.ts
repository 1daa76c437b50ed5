import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'

import { adapters, connectClient, type Provider, type TestClient } from '../support/databases.js'

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
  // is what docs/databases.md says of it, and what it asks for is a timeout that outlasts every lock.
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

function adapterOf(kind: Kind, url: string, connections: number): Promise<SqlDriverAdapterFactory> {
  switch (kind.name) {
    case 'PostgreSQL':
      return adapters.postgresql(url, connections)
    case 'MariaDB':
      // With the driver's own timeouts: how long a call is pending is a part of the audit.
      return adapters.mariadb(url, connections, {})
    case 'libSQL':
      return adapters.libsql(url, kind.timeout)
    default:
      return adapters.betterSqlite3(url, kind.timeout)
  }
}
