import { prisma } from './prisma.js'
import { createUser } from './users.js'

const [username, password] = process.argv.slice(2)
if (!username || !password) throw new Error('Usage: npm run add-user -- <username> <password>')
const { id } = await createUser(username, password)
console.log(`${username} has the id ${id}.`)
await prisma.$disconnect()
