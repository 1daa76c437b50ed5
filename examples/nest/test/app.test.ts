import { createApp } from '../src/app.js'
import { PrismaService } from '../src/prisma.js'
import { Users } from '../src/users.js'
import { contract } from './contract.js'

process.env.SESSION_SECRET = 'for tests only'

contract('Nest 12', async () => {
  const app = await createApp()
  await app.listen(0, '127.0.0.1')
  const prisma = app.get(PrismaService)
  return {
    url: await app.getUrl(),
    createUser: (username, password) => app.get(Users).create(username, password),
    deactivateUser: (username) => prisma.user.update({ where: { username }, data: { active: false } }),
    findToken: (id) => prisma.webAPIToken.findUnique({ where: { id } }),
    close: () => app.close(),
  }
})
