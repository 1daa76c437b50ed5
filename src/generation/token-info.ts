import type { TokenInfo } from '../generators/generator.js'
import { isPlainObject } from '../arguments/known-options.js'
import type { ResolvedOptions } from '../context/options.js'

/** What the generator is told, but for the attempt. What the caller adds comes last; none of it is changed. */
export function tokenInfo(
  { tokenTypes }: ResolvedOptions,
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
