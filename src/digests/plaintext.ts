import type { Digest } from './digest.js'

/** The id of the digest that stores nothing but the token itself. */
export const plaintextId = 'plaintext'

/** In either case: under another collation, a table may match a digest in capitals. */
const storedDigest = /^(?:hmac-)?sha256:/i

/** The tokens of a plaintext column. MySQL fails to compare its ASCII column with anything else. */
const visibleAscii = /^[!-~]{1,255}$/

/**
 * Creates a digest that reads tables of plaintext tokens, such as Djblets': last in the list, while they are moved to a real
 * digest. It cannot be the first: no new token is stored in plain text.
 *
 * While it is in the list, look-ups carry the presented token, and so do Prisma's query events and those errors of Prisma that
 * quote a query, such as the one for an `include` of an unknown field.
 *
 * @example
 * ```ts
 * new WebAPITokenRepository(prisma, { digests: [sha256Digest(), plaintextDigest()] })
 * ```
 */
export function plaintextDigest(): Digest {
  return {
    id: plaintextId,
    writable: false,
    // A stolen digest must not pass for the token that it stands for.
    digest: (token) => (visibleAscii.test(token) && !storedDigest.test(token) ? token : undefined),
  }
}
