import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'

import { PrismaClient } from './generated/client.js'

export const prisma = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: 'file:./app.db' }) })
