import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'

import { adapters, connectClient, type TestClient, type TestDatabase } from './databases.js'
import { urlAtIsolation } from './pgbouncer.js'

/** A level of isolation, as SQL spells it. */
export type Isolation = 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE'

/** A client whose database has another default level of isolation. */
export async function isolatedClient({ kind, url }: TestDatabase, level: Isolation): Promise<TestClient> {
  const adapter = kind.isPooled
    ? await adapters.postgresql(urlAtIsolation(url, level))
    : await adapterOf(kind.provider, url, level)
  return connectClient(kind.provider, adapter)
}

async function adapterOf(provider: string, url: string, level: Isolation): Promise<SqlDriverAdapterFactory> {
  if (provider === 'postgresql') {
    const { PrismaPg } = await import('@prisma/adapter-pg')
    const options = `-c default_transaction_isolation=${level.toLowerCase().replace(' ', '\\ ')}`
    return new PrismaPg({ connectionString: url, max: 10, options })
  }
  const { PrismaMariaDb } = await import('@prisma/adapter-mariadb')
  const { hostname, port, username, password, pathname } = new URL(url)
  return new PrismaMariaDb({
    host: hostname,
    port: Number(port),
    user: username,
    password,
    database: pathname.slice(1),
    connectionLimit: 10,
    initSql: `SET SESSION TRANSACTION ISOLATION LEVEL ${level}`,
  })
}
