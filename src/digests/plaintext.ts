import type { Digest } from './digest.js'

/** In any case: a table with another collation than ours may find a digest in capitals. */
const storedDigest = /^(?:hmac-)?sha256:/i

/** What a column of plaintext tokens holds. MySQL fails on a comparison of its ASCII column with anything else. */
const visibleAscii = /^[!-~]{1,255}$/

/**
 * Reads tables that hold the tokens themselves, such as Djblets': last in the list, while they are moved to a real
 * digest. It cannot be the first: no new token is ever stored in plain text.
 *
 * While it is in the list, a look-up carries the presented token itself, and so do Prisma's query events and those errors of
 * Prisma that quote the query, such as the one for an `include` of a field that is not there.
 *
 * @example
 * ```ts
 * new WebAPITokenRepository(prisma, { digests: [sha256Digest(), plaintextDigest()] })
 * ```
 */
export function plaintextDigest(): Digest {
  return {
    id: 'plaintext',
    writable: false,
    // A stolen digest must not pass for the token that it stands for.
    digest: (token) => (visibleAscii.test(token) && !storedDigest.test(token) ? token : undefined),
  }
}
