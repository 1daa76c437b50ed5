import type { Database } from './database.js'
import { sqlite } from './sqlite.js'

/** SQLite on one connection, which the adapter `@prisma/adapter-better-sqlite3` shares among all statements. */
export const betterSqlite3: Database = { ...sqlite, sharesOneConnection: true }
