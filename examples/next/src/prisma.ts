import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'

import { PrismaClient } from './generated/client'

const shared = globalThis as { prisma?: PrismaClient }

export const prisma = shared.prisma ?? new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: 'file:./app.db' }) })

// In development, Next.js loads the modules anew after each change: without this, each time with one more connection.
if (process.env.NODE_ENV !== 'production') shared.prisma = prisma
