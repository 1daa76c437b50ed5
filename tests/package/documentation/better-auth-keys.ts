import { createHash } from 'node:crypto'

import type { Digest } from '../../../src/index.js'

/** What better-auth stores: SHA-256 of the whole key, in base64url without padding. */
export const betterAuthDigest: Digest = {
  id: 'better-auth',
  writable: true,
  digest: (token) => createHash('sha256').update(token).digest('base64url'),
  matches: (text) => /^[\w-]{43}$/.test(text),
}

/** Its keys: the prefix, if you have one, and 64 letters. */
export const isBetterAuthKey = (text: string) => /^(?:acme_)?[A-Za-z]{64}$/.test(text)
