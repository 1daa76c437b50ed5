import { randomInt, randomUUID } from 'node:crypto'

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

export async function connectToEmptiedDatabase(shadowDatabaseUrl, mainUrl) {
  if (schemaOf(shadowDatabaseUrl) === schemaOf(mainUrl) && (await isSameDatabase(shadowDatabaseUrl, mainUrl))) {
    throw new Error('The shadow database must not be the main database: Prisma empties it.')
  }
  const schema = quote(schemaOf(shadowDatabaseUrl))
  const adapter = await connect(shadowDatabaseUrl)
  await adapter.executeScript(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}`)
  return adapter
}

/**
 * A server has many names, and only it knows whether they are its own: an advisory lock that is held through one connection
 * is refused to another one in the same database, and in no other. An error is passed on, so that nothing is emptied.
 */
async function isSameDatabase(url, otherUrl) {
  const key = randomInt(2 ** 47)
  return holdingLock(url, key, () => holdingLock(otherUrl, key, (isFree) => !isFree))
}

async function holdingLock(url, key, fn) {
  const adapter = await connect(url)
  try {
    // A pooler may give each statement outside a transaction to another connection.
    const transaction = await adapter.startTransaction()
    const lock = { sql: `SELECT pg_try_advisory_xact_lock(${key})`, args: [], argTypes: [] }
    try {
      const [[isFree]] = (await transaction.queryRaw(lock)).rows
      return await fn(isFree)
    } finally {
      // This gives the connection back, and leaves the statement to its caller.
      await transaction.executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] })
      await transaction.rollback()
    }
  } finally {
    await adapter.dispose()
  }
}
