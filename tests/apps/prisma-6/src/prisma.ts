import { PrismaLibSQL } from '@prisma/adapter-libsql'

import { PrismaClient } from './generated/client.js'

export const prisma = new PrismaClient({ adapter: new PrismaLibSQL({ url: 'file:./app.db' }) })
