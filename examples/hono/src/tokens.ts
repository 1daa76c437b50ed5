import { WebAPITokenRepository } from 'prisma-webapi-token'

import { prisma } from './prisma.js'

/** What every route must check stands here, where no route can forget it. */
export const tokens = new WebAPITokenRepository(prisma, {
  tokenType: 'demo',
  scopes: ['projects:read', 'projects:write'],
  // Each authentication brings the user along: `token.record.user`.
  // Not with its password hash: what is here can end up in an answer.
  include: { user: { select: { id: true, username: true, active: true } } },
  isOwnerActive: ({ user }) => user.active,
  maxLifetime: 90 * 86_400_000,
  maxTokensPerUser: 20,
})
