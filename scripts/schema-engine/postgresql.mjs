import { connect, databaseOf, execute, quote, sameDatabase, withDatabase } from './postgresql-connection.mjs'
import { connectToEmptiedDatabase, connectToTemporaryDatabase } from './postgresql-shadow.mjs'

export function postgresql({ url, shadowDatabaseUrl }) {
  if (shadowDatabaseUrl && sameDatabase(shadowDatabaseUrl, url)) {
    throw new Error('The shadow database must not be the main database: Prisma empties it.')
  }
  const database = quote(databaseOf(url))
  const executeOnServer = (script) => execute(withDatabase(url, 'postgres'), script)

  return {
    adapterFactory: {
      provider: 'postgres',
      adapterName: '@prisma/adapter-pg',
      connect: () => connect(url),
      connectToShadowDb: () =>
        shadowDatabaseUrl ? connectToEmptiedDatabase(shadowDatabaseUrl) : connectToTemporaryDatabase(url),
    },
    checkConnection: () => execute(url, 'SELECT 1'),
    createDatabase: () => executeOnServer(`CREATE DATABASE ${database}`),
    dropDatabase: () => executeOnServer(`DROP DATABASE ${database}`),
  }
}
