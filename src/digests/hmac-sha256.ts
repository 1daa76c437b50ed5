import { createHmac, createSecretKey } from 'node:crypto'

import { knownOptions } from '../arguments/known-options.js'
import type { Digest } from './digest.js'

/** The options of {@link hmacSha256Digest}. */
export interface HmacSha256DigestOptions {
  /** Names the key in each stored digest: 1 to 64 of `a-z`, `0-9`, `.`, `_` and `-`. */
  keyId: string
  /** At least 32 bytes (RFC 2104, section 3); a string counts as UTF-8. */
  key: string | Uint8Array
}

/**
 * Creates the digest HMAC-SHA-256 (RFC 2104), stored as `hmac-sha256:<key id>:` and 64 hex digits. Without the key, a stolen
 * table does not even allow guesses to be checked. To rotate the key, put the new one first and keep the old one in the list.
 *
 * @example
 * ```ts
 * const digests = [hmacSha256Digest({ keyId: '2027', key: newKey }), hmacSha256Digest({ keyId: '2026', key: oldKey })]
 * ```
 * @throws TypeError for a key id of another form, or a key that is too short.
 */
export function hmacSha256Digest(options: HmacSha256DigestOptions): Digest {
  const { keyId, key } = knownOptions('hmacSha256Digest', options, { keyId: true, key: true })
  if (typeof keyId !== 'string' || !/^[a-z0-9._-]{1,64}$/.test(keyId)) {
    throw new TypeError('keyId must be 1 to 64 characters of a-z, 0-9, ".", "_" and "-"')
  }
  if (typeof key !== 'string' && !(key instanceof Uint8Array)) throw new TypeError('key must be a string or bytes')
  // Not a Buffer: Node takes short ones from a pool that other code can read.
  const bytes = typeof key === 'string' ? new TextEncoder().encode(key) : new Uint8Array(key)
  if (bytes.length < 32) throw new TypeError('key must have at least 32 bytes')
  // Unlike bytes, a KeyObject prints nothing of the key.
  const secretKey = createSecretKey(bytes)
  bytes.fill(0)
  const id = `hmac-sha256:${keyId}`
  return {
    id,
    writable: true,
    digest: (token) => `${id}:${createHmac('sha256', secretKey).update(token).digest('hex')}`,
    matches: (text) => /^hmac-sha256:/i.test(text),
  }
}
