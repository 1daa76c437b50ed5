import { createApp } from '../src/app.js'
import { prisma } from '../src/prisma.js'
import { createUser } from '../src/users.js'
import { contract } from './contract.js'

process.env.SESSION_SECRET = 'for tests only'

contract('Fastify 5', async () => {
  const app = await createApp()
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    createUser,
    deactivateUser: (username) => prisma.user.update({ where: { username }, data: { active: false } }),
    findToken: (id) => prisma.webAPIToken.findUnique({ where: { id } }),
    close: () => app.close(),
  }
})
