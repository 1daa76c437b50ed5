import { customAlphabet } from 'nanoid'

import { base62Alphabet, isBase62 } from './base62.js'
import { checksum, checksumLength, checksumWords, endsInOwnChecksum } from './checksum.js'
import type { TokenGenerator } from './generator.js'
import { requireInfo } from './require-info.js'

const id = 'nanoid'
const entropyLength = 32
const createEntropy = customAlphabet(base62Alphabet, entropyLength)

/**
 * Creates the default generator: `<type>_`, 32 base62 characters from nanoid (190 bits of entropy), and 6 base62 characters of
 * the CRC-32 over everything before them. The checksum rejects a mistyped token without a query, and lets secret scanners tell
 * a token from noise. It does not stop made-up tokens: anybody can compute a CRC.
 *
 * @example
 * ```ts
 * nanoidGenerator().createToken({ tokenType: 'acme' }) // 'acme_' + 38 characters
 * ```
 */
export function nanoidGenerator(): TokenGenerator {
  return {
    id,
    createToken(info) {
      const body = `${requireInfo(id, info, 'tokenType')}_${createEntropy()}`
      return body + checksum(body)
    },
    validateToken(token, { tokenType }) {
      if (typeof tokenType !== 'string') return false
      const entropyStart = tokenType.length + 1
      return (
        token.length === entropyStart + entropyLength + checksumLength &&
        token.startsWith(tokenType) &&
        token[tokenType.length] === '_' &&
        isBase62(token, entropyStart) &&
        endsInOwnChecksum(token)
      )
    },
    pattern: (tokenType) => ({
      regex: `${tokenType}_[0-9A-Za-z]{${entropyLength + checksumLength}}`,
      checksum: `${checksumWords} all characters before them.`,
    }),
  }
}
