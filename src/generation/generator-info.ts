import { isPlainObject } from '../arguments/known-options.js'
import type { Settings } from '../context/options.js'
import type { TokenInfo } from '../generators/generator.js'

/** Returns what the generator is told, but for the attempt. `extra`, the caller's `tokenInfo`, takes precedence. */
export function generatorInfo(
  { tokenTypes }: Pick<Settings, 'tokenTypes'>,
  user: unknown,
  extra: Readonly<Record<string, unknown>> | undefined,
): TokenInfo {
  if (extra !== undefined && !isPlainObject(extra)) throw new TypeError('tokenInfo must be a plain object')
  const owner = typeof user === 'object' ? user : { id: user }
  const info = { tokenType: tokenTypes[0], user: owner, ...extra } as TokenInfo
  if (info.tokenType != null && !tokenTypes.includes(info.tokenType)) {
    throw new TypeError(`tokenInfo.tokenType must be one of the repository's token types: ${tokenTypes.join(', ')}`)
  }
  return info
}
