const { PrismaLibSql } = require('@prisma/adapter-libsql')
const { PrismaClient } = require('@prisma/client')

exports.prisma = new PrismaClient({ adapter: new PrismaLibSql({ url: 'file:./app.db' }) })
