import { sha256Digest, WebAPITokenRepository } from 'prisma-webapi-token'

import { isOldKey, prefixOf, verifies } from './old-keys.js'
import { prisma } from './prisma.js'

const digest = sha256Digest()

export const apiKeys = new WebAPITokenRepository(prisma, {
  model: 'spaceApiKey',
  owner: 'spaceId',
  tokenType: 'rallly',
  accepts: isOldKey,
  digests: [digest],
  maxTokensPerOwner: 5,
  include: { space: true },
  // Processes of before revoke a key by its date alone.
  isOwnerActive: ({ space, invalidDate }) => space.tier === 'pro' && invalidDate === null,
})

/**
 * Authenticates a request. A salted hash cannot be looked up: a key of before is found by its prefix, this one time, and then stored as
 * the others are, whose rules apply to it from now on.
 */
export async function authenticate(key: string) {
  const result = await apiKeys.authenticate(key)
  if (result.ok || result.reason !== 'unknown' || !isOldKey(key)) return result
  const row = await prisma.spaceApiKey.findUnique({ where: { prefix: prefixOf(key) } })
  const token = digest.digest(key)
  if (!row || token === undefined || !verifies(key, row.token)) return result
  await prisma.spaceApiKey.updateMany({ where: { id: row.id, token: row.token }, data: { token } })
  return apiKeys.authenticate(key)
}

/** Tells the column `valid` what `revoked_at` says: after the migration, and once no process of before runs. */
export async function markRevoked(): Promise<number> {
  const where = { invalidDate: { not: null }, valid: true }
  const { count } = await prisma.spaceApiKey.updateMany({ where, data: { valid: false } })
  return count
}
