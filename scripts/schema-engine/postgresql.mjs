import { connect, databaseOf, execute, quote, withDatabase } from './postgresql-connection.mjs'
import { connectToEmptiedDatabase, connectToTemporaryDatabase } from './postgresql-shadow.mjs'

export function postgresql({ url, shadowDatabaseUrl }) {
  const database = quote(databaseOf(url))
  const executeOnServer = (script) => execute(withDatabase(url, 'postgres'), script)

  return {
    adapterFactory: {
      provider: 'postgres',
      adapterName: '@prisma/adapter-pg',
      connect: () => connect(url),
      connectToShadowDb: () =>
        shadowDatabaseUrl ? connectToEmptiedDatabase(shadowDatabaseUrl, url) : connectToTemporaryDatabase(url),
    },
    checkConnection: () => execute(url, 'SELECT 1'),
    createDatabase: () => executeOnServer(`CREATE DATABASE ${database}`),
    dropDatabase: () => executeOnServer(`DROP DATABASE ${database}`),
  }
}
