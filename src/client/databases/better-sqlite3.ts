import type { Database } from './database.js'
import { sqlite } from './sqlite.js'

/** SQLite through `@prisma/adapter-better-sqlite3`, which sends all statements through one connection. */
export const betterSqlite3: Database = { ...sqlite, sharesOneConnection: true }
