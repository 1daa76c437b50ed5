import { seedUsers } from './seed.js'
import { startServer } from './server.js'

await seedUsers()
const server = await startServer(3000)
console.log(`Open ${server.url} and log in as ada or grace, with the password "demo".`)

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.close())
