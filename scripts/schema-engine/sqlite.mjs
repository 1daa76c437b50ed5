import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

import { PrismaLibSql } from '@prisma/adapter-libsql'
import { DriverAdapterError } from '@prisma/driver-adapter-utils'

export function sqlite({ url }) {
  const encodedPath = url.replace(/^file:(\/\/)?/, '').replace(/\?.*$/, '')
  const path = decodeURIComponent(encodedPath)
  const factory = new PrismaLibSql({ url: `file:${encodedPath}` })

  function connect() {
    if (!existsSync(path)) throw new DriverAdapterError({ kind: 'DatabaseDoesNotExist', db: basename(path) })
    return factory.connect()
  }

  async function execute(script) {
    const adapter = await connect()
    try {
      await adapter.executeScript(script)
    } finally {
      await adapter.dispose()
    }
  }

  return {
    adapterFactory: {
      provider: factory.provider,
      adapterName: factory.adapterName,
      connect: async () => migrationAdapter(factory, connect),
      connectToShadowDb: async () => migrationAdapter(factory, () => factory.connectToShadowDb()),
    },
    overrides: {
      // The engine's own deletes the rows and keeps the tables. DROP TABLE would keep SQLite's sqlite_sequence, and the
      // engine refuses to migrate a database with any table in it.
      reset: () => execute('PRAGMA writable_schema = 1; DELETE FROM sqlite_schema; PRAGMA writable_schema = 0; VACUUM'),
    },
    checkConnection: () => execute('SELECT count(*) FROM sqlite_schema'),
    async createDatabase() {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, '', { flag: 'a' })
    },
    async dropDatabase() {
      await Promise.all(['', '-journal', '-wal', '-shm'].map((suffix) => rm(path + suffix, { force: true })))
    },
  }
}

/** Connects on the first query: libSQL creates a missing file, and a comparison of schemas must not leave one behind. */
function migrationAdapter({ provider, adapterName }, connect) {
  let connection
  const connected = () => (connection ??= connect())

  async function executeScript(script) {
    await (await connected()).executeScript(script)
  }

  return {
    provider,
    adapterName,
    executeScript,
    async queryRaw(query) {
      try {
        return await (await connected()).queryRaw(query)
      } catch (error) {
        // The engine looks into its own table before it has made it, and would take the error for a broken database.
        if (!error.message.endsWith('no such table: _prisma_migrations')) throw error
        return { columnNames: [], columnTypes: [], rows: [] }
      }
    },
    async executeRaw(query) {
      if (query.args.length > 0) return (await connected()).executeRaw(query)
      // A replayed migration comes as one query, of which libSQL would run the first statement only.
      await executeScript(query.sql)
      return 0
    },
    startTransaction: async (isolationLevel) => (await connected()).startTransaction(isolationLevel),
    dispose: async () => (await connection)?.dispose(),
  }
}
