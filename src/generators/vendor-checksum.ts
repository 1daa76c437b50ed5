import { customAlphabet } from 'nanoid'

import { base62Alphabet, isBase62 } from './base62.js'
import { checksum, checksumLength, checksumWords } from './checksum.js'
import type { TokenGenerator } from './generator.js'
import { requireInfo } from './require-info.js'

const id = 'vendor_checksum'
const tokenLength = 255
const shortestEntropy = 32
const createEntropy = customAlphabet(base62Alphabet)

/**
 * Creates Djblets' generator of that name, for tokens that Djblets must understand too: 255 characters in all, `<type>_`,
 * base62 characters, and 6 base62 characters of the CRC-32 over the base62 characters alone.
 *
 * @example
 * ```ts
 * await tokens.generateToken(user, { tokenGeneratorId: 'vendor_checksum' })
 * ```
 * @see https://github.com/djblets/djblets/blob/release-5.x/djblets/secrets/token_generators/vendor_checksum.py
 */
export function vendorChecksumGenerator(): TokenGenerator {
  return {
    id,
    createToken(info) {
      const tokenType = requireInfo(id, info, 'tokenType')
      const entropyLength = tokenLength - tokenType.length - 1 - checksumLength
      if (entropyLength < shortestEntropy) throw new TypeError(`tokenType is too long for the token generator "${id}"`)
      const entropy = createEntropy(entropyLength)
      return `${tokenType}_${entropy}${checksum(entropy)}`
    },
    validateToken(token, { tokenType }) {
      if (typeof tokenType !== 'string') return false
      const entropyStart = tokenType.length + 1
      if (
        token.length !== tokenLength ||
        !token.startsWith(tokenType) ||
        token[tokenType.length] !== '_' ||
        !isBase62(token, entropyStart)
      ) {
        return false
      }
      const expected = checksum(token.slice(entropyStart, -checksumLength))
      // Djblets 3.0 wrote checksums with upper and lower case swapped; those tokens still exist.
      return token.endsWith(expected) || token.endsWith(swapCase(expected))
    },
    pattern: (tokenType) => ({
      regex: `${tokenType}_[0-9A-Za-z]{${tokenLength - tokenType.length - 1}}`,
      checksum: `${checksumWords} the characters between them and the prefix. Upper and lower case may be swapped in them.`,
    }),
  }
}

function swapCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))
}
