import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

import express from 'express'
import express4 from 'express-4'

import { createApp } from '../src/app.js'
import { prisma } from '../src/prisma.js'
import { tokens } from '../src/tokens.js'
import { createUser } from '../src/users.js'
import { contract } from './contract.js'

process.env.SESSION_SECRET = 'for tests only'

for (const [name, version] of [
  ['Express 5', express],
  ['Express 4', express4],
] as const) {
  contract(name, async () => {
    const server = createApp(version).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return {
      url: `http://127.0.0.1:${port}`,
      createUser,
      deactivateUser: (username) => prisma.user.update({ where: { username }, data: { active: false } }),
      findToken: (id) => prisma.webAPIToken.findUnique({ where: { id } }),
      async close() {
        await new Promise((resolve) => server.close(resolve))
        await tokens.flush()
      },
    }
  })
}

after(() => prisma.$disconnect())
