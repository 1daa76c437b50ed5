import { hash } from 'node:crypto'

import type { Digest } from './digest.js'

/**
 * Creates the default digest, SHA-256, stored as `sha256:` and 64 hex digits. A token has 190 random bits: neither a salt nor a
 * slow hash would make guessing harder.
 *
 * @example
 * ```ts
 * new WebAPITokenRepository(prisma, { digests: [sha256Digest()] })
 * ```
 */
export function sha256Digest(): Digest {
  return {
    id: 'sha256',
    writable: true,
    digest: (token) => `sha256:${hash('sha256', token)}`,
    matches: (text) => /^sha256:/i.test(text),
  }
}
