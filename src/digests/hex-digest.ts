import { hash } from 'node:crypto'

import { flag, optionalFunction } from '../arguments/checks.js'
import { knownOptions } from '../arguments/known-options.js'
import type { Digest } from './digest.js'

/** The options of {@link hexDigest}. */
export interface HexDigestOptions {
  algorithm: 'sha256' | 'sha512'
  /**
   * Returns what is hashed of a token, such as the part behind its prefix, or the token with a secret appended; undefined for a string
   * that is no such token. Default: the token itself.
   */
  of?: ((token: string) => string | undefined) | undefined
  /** Whether new tokens may be stored this way, while another program still reads the table. Default: false. */
  writable?: boolean | undefined
  /** Names the digest, when there are several of one algorithm. Default: `hex-sha256` or `hex-sha512`. */
  id?: string | undefined
}

const lengths = { sha256: 64, sha512: 128 } as const

/**
 * Creates a digest for tables that hold bare SHA-256 or SHA-512 in lower-case hex, as many apps wrote them: last in the list, while
 * their tokens move to a digest that names itself. Salted and slow hashes cannot be looked up: such tokens are issued anew.
 *
 * @example
 * ```ts
 * const behindPrefix = (token: string) => (token.startsWith('cal_') ? token.slice(4) : undefined)
 * const digests = [sha256Digest(), hexDigest({ algorithm: 'sha256', of: behindPrefix })]
 * ```
 * @throws TypeError for an invalid option.
 */
export function hexDigest(options: HexDigestOptions): Digest {
  const { algorithm, of, writable, id } = knownOptions('hexDigest', options, {
    algorithm: true,
    of: true,
    writable: true,
    id: true,
  })
  if (!Object.hasOwn(lengths, algorithm)) throw new TypeError("algorithm must be 'sha256' or 'sha512'")
  if (id !== undefined && (typeof id !== 'string' || id === '')) throw new TypeError('id must be a non-empty string')
  optionalFunction('of', of)
  const stored = new RegExp(`^[0-9a-f]{${lengths[algorithm]}}$`, 'i')
  return {
    id: id ?? `hex-${algorithm}`,
    writable: flag('writable', writable),
    digest: (token) => {
      const hashed = of ? partOf(of, token) : token
      return hashed === undefined ? undefined : hash(algorithm, hashed)
    },
    matches: (text) => stored.test(text),
  }
}

/** A function of the app's that throws does not know the string. */
function partOf(of: (token: string) => string | undefined, token: string): string | undefined {
  try {
    const part: unknown = of(token)
    return typeof part === 'string' && part !== '' ? part : undefined
  } catch {
    return undefined
  }
}
