import type { DatabaseKind, TestClient, TestDatabase } from '../../tests/support/databases.js'
import { fill } from './fill.js'

process.env.TEST_POSTGRES_URL = process.env.BENCH_POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/postgres'
process.env.TEST_MARIADB_URL = process.env.BENCH_MARIADB_URL ?? 'mysql://root@127.0.0.1:3306/test'

// The tests' databases are made there as well, and read this once.
const { connectTo: connectToDatabase, createDatabase, databaseKinds } = await import('../../tests/support/databases.js')

export type Client = TestClient

export function kindOf(name: string): DatabaseKind {
  const kind = databaseKinds.find((candidate) => candidate.name === name)
  if (!kind) throw new TypeError(`There is no database "${name}", only: ${databaseKinds.map((k) => k.name).join(', ')}`)
  return kind
}

/** A client on a database that {@link withDatabase} has made, in another process, with the settings that it has there. */
export async function connectTo(name: string, url: string, options: object = {}): Promise<Client> {
  const client = await connectToDatabase(name, url, options)
  if (kindOf(name).provider === 'sqlite') await client.$queryRawUnsafe('PRAGMA synchronous = OFF')
  return client
}

/** Runs `work` on a database of its own, with users but no tokens, which is removed whatever happens. */
export async function withDatabase<T>(kind: DatabaseKind, work: (database: TestDatabase) => Promise<T>): Promise<T> {
  const database = await createDatabase(kind)
  try {
    await fill(database.prisma, kind.provider, 0)
    return await work(database)
  } finally {
    await database.close()
  }
}
