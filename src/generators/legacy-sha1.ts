import { createHash } from 'node:crypto'

import { text } from '../arguments/checks.js'
import { knownOptions } from '../arguments/known-options.js'
import type { TokenGenerator } from './generator.js'
import { missingInfo, requireInfo } from './require-info.js'

const id = 'legacy_sha1'

/** The options of {@link legacySha1Generator}. */
export interface LegacySha1GeneratorOptions {
  /** Djblets' `settings.SECRET_KEY`. Without it, no token is recognised, and none can be created. */
  secretKey?: string | undefined
  /** The clock for new tokens. Default: the system's. */
  clock?: (() => Date) | undefined
}

/**
 * Creates Djblets' oldest generator, for tables that still hold its tokens: 40 hex digits, the SHA-1 of the secret key, the
 * user's id and password hash, the number of the attempt and the time. Deprecated.
 *
 * Any 40 hex digits may be such a token, so that each costs a query: a registry recognises them only once the app has
 * registered this generator with its secret key.
 *
 * @example
 * ```ts
 * registry.register(legacySha1Generator({ secretKey: process.env.SECRET_KEY }))
 * ```
 * @see https://github.com/djblets/djblets/blob/release-5.x/djblets/secrets/token_generators/legacy_sha1.py
 */
export function legacySha1Generator(options?: LegacySha1GeneratorOptions): TokenGenerator {
  const { secretKey, clock = () => new Date() } = knownOptions('legacySha1Generator', options, {
    secretKey: true,
    clock: true,
  })
  if (text('secretKey', secretKey) === '' && secretKey !== undefined) throw new TypeError('secretKey must not be empty')
  return {
    id,
    deprecated: true,
    createToken(info) {
      if (secretKey === undefined)
        throw new TypeError(`The token generator "${id}" needs the option secretKey to create a token`)
      const user = requireInfo(id, info, 'user')
      const attempt = requireInfo(id, info, 'attempt')
      if (typeof user.password !== 'string') throw missingInfo(id, 'user.password')
      return createHash('sha1')
        .update(`${secretKey}${String(user.id)}${user.password}${attempt}${clock().toISOString()}`)
        .digest('hex')
    },
    validateToken(token) {
      return secretKey !== undefined && token.length === 40 && /^[0-9A-Fa-f]+$/.test(token)
    },
  }
}
