import {
  legacySha1Generator,
  plaintextDigest,
  sha256Digest,
  TokenGeneratorRegistry,
  validatePolicy,
  WebAPITokenRepository,
} from 'prisma-webapi-token'

import { prisma } from './prisma.js'
import { secretKey } from './secret-key.js'

export const tokens = new WebAPITokenRepository(prisma, {
  tokenType: 'rbp',
  // vendor_checksum is there by itself.
  generators: new TokenGeneratorRegistry().register(legacySha1Generator({ secretKey })),
  // Tokens that no generator has made.
  accepts: (text) => /^import-\d{4}-\d{4}$/.test(text),
  digests: [sha256Digest(), plaintextDigest()],
})

/** The tokens whose policy denies everything, because it says nothing clearly: correct them before anybody misses them. */
export async function malformedPolicies(): Promise<{ id: number; message: string }[]> {
  const rows = await prisma.webAPIToken.findMany({ select: { id: true, policy: true } })
  return rows.flatMap(({ id, policy }) => {
    try {
      validatePolicy(policy)
      return []
    } catch (error) {
      return [{ id, message: (error as Error).message }]
    }
  })
}
