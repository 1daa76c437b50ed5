// @better-auth/api-key on Prisma, called on the server.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'

import { apiKey } from '@better-auth/api-key'
import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'

import type { PrismaClient } from '../../generated/peer/postgresql/client.js'
import type { DatabaseKind, Provider } from '../../tests/support/databases.js'
import { userCount } from '../support/sizes.js'
import type { Peer } from '../support/peer.js'

const clients: { [provider in Provider]: () => Promise<{ PrismaClient: unknown }> } = {
  sqlite: () => import('../../generated/peer/sqlite/client.js'),
  postgresql: () => import('../../generated/peer/postgresql/client.js'),
  mysql: () => import('../../generated/peer/mysql/client.js'),
}

export async function openPeer(kind: DatabaseKind, options: object): Promise<Peer> {
  const { provider } = kind
  const database = await kind.open()
  const prisma = await connect(provider, await database.adapter(), options)
  if (provider === 'sqlite') {
    // As the tests' databases have it, which the others run on.
    await prisma.$queryRawUnsafe('PRAGMA journal_mode = WAL')
    await prisma.$queryRawUnsafe('PRAGMA synchronous = OFF')
  }
  await createTables(prisma, provider)
  const userIds = await addUsers(prisma)
  // As it comes, but without a rate limit: by default a key is good for 10 requests a day.
  const { api } = betterAuth({
    baseURL: 'http://localhost',
    secret: randomBytes(32).toString('base64'),
    database: prismaAdapter(prisma, { provider }),
    plugins: [apiKey({ rateLimit: { enabled: false } })],
    telemetry: { enabled: false },
    // Each key that it rejects would be an error in the log.
    logger: { disabled: true },
  })
  return {
    prisma,
    userIds,
    async create(userId) {
      const { id, key } = await api.createApiKey({ body: { userId } })
      return { id, key }
    },
    async verify(key) {
      const { valid } = await api.verifyApiKey({ body: { key } })
      return valid
    },
    async disable(id, userId) {
      await api.updateApiKey({ body: { keyId: id, userId, enabled: false } })
    },
    enableAll: () => prisma.apikey.updateMany({ where: { enabled: false }, data: { enabled: true } }),
    async close() {
      await prisma.$disconnect()
      await database.remove()
    },
  }
}

async function connect(provider: Provider, adapter: SqlDriverAdapterFactory, options: object): Promise<PrismaClient> {
  const { PrismaClient: Client } = await clients[provider]()
  return new (Client as new (options: object) => PrismaClient)({ adapter, ...options })
}

async function createTables(prisma: PrismaClient, provider: Provider): Promise<void> {
  const script = await readFile(new URL(`${provider}.sql`, import.meta.url), 'utf8')
  for (const statement of script.split(/;$/m)) {
    if (statement.trim() !== '') await prisma.$executeRawUnsafe(statement)
  }
}

/** Ids as long as those that better-auth makes. */
async function addUsers(prisma: PrismaClient): Promise<string[]> {
  const ids = Array.from({ length: userCount }, () => randomBytes(16).toString('hex'))
  await prisma.user.createMany({ data: ids.map((id) => ({ id, name: id, email: `${id}@example.com` })) })
  return ids
}
