import { randomUUID } from 'node:crypto'

import { connect, execute, quote, schemaOf, withDatabase } from './postgresql-connection.mjs'

/** Replaces the adapter's own, which stays on the main database when it was given a connection string. */
export async function connectToTemporaryDatabase(url) {
  const database = `prisma_migrate_shadow_db_${randomUUID()}`
  const created = execute(url, `CREATE DATABASE ${quote(database)}`)
  const drop = () => execute(url, `DROP DATABASE ${quote(database)} WITH (FORCE)`)
  process.once('SIGINT', () => void created.then(drop).finally(() => process.exit(130)))
  await created

  const adapter = await connect(withDatabase(url, database))
  const disconnect = adapter.dispose.bind(adapter)
  adapter.dispose = async () => {
    await disconnect()
    await drop()
  }
  return adapter
}

export async function connectToEmptiedDatabase(shadowDatabaseUrl) {
  const schema = quote(schemaOf(shadowDatabaseUrl))
  const adapter = await connect(shadowDatabaseUrl)
  await adapter.executeScript(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}`)
  return adapter
}
