import { hexDigest, sha256Digest, WebAPITokenRepository } from 'prisma-webapi-token'

import { prisma } from './prisma.js'

const options = {
  model: 'apiKey',
  owner: 'teamId',
  tokenType: 'acme',
  // The keys of before: 16 bytes in hex.
  accepts: (text: string) => /^[0-9a-f]{32}$/.test(text),
} as const

/** While processes of before run, which look for nothing but bare digests. */
export const apiKeysMeanwhile = new WebAPITokenRepository(prisma, {
  ...options,
  digests: [hexDigest({ algorithm: 'sha256', writable: true }), sha256Digest()],
})

/** Once they are gone: each key moves to the digest that names itself when it is used. */
export const apiKeys = new WebAPITokenRepository(prisma, {
  ...options,
  digests: [sha256Digest(), hexDigest({ algorithm: 'sha256' })],
})
