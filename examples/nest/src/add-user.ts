import { PrismaService } from './prisma.js'
import { Users } from './users.js'

const [username, password] = process.argv.slice(2)
if (!username || !password) throw new Error('Usage: npm run add-user -- <username> <password>')
const prisma = new PrismaService()
const { id } = await new Users(prisma).create(username, password)
console.log(`${username} has the id ${id}.`)
await prisma.$disconnect()
