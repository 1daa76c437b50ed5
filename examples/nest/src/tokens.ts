import { WebAPITokenRepository } from 'prisma-webapi-token'

import type { PrismaService } from './prisma.js'

const day = 86_400_000

/** What every route checks is said here, where no route can forget it. */
export function createTokens(prisma: PrismaService) {
  return new WebAPITokenRepository(prisma, {
    tokenType: 'demo',
    scopes: ['projects:read', 'projects:write'],
    // No route needs the hash of the password.
    include: { user: { omit: { passwordHash: true } } },
    isOwnerActive: ({ user }) => user.active,
    maxLifetime: 90 * day,
    maxTokensPerUser: 20,
    // No request waits until its use is noted.
    lastUsed: { defer: 20 },
  })
}

export type Tokens = ReturnType<typeof createTokens>

/** The name of the repository as a provider. */
export const TOKENS = Symbol('tokens')
