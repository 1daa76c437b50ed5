import { isPlainObject } from '../arguments/known-options.js'
import type { Settings } from '../context/options.js'
import type { TokenInfo } from '../generators/generator.js'
import type { GenerateTokenOptions } from './options.js'

type TypeOptions = Pick<GenerateTokenOptions, 'tokenType' | 'tokenInfo'>

/** Returns what the generator is told, but for the attempt. The caller's `tokenInfo` takes precedence. */
export function generatorInfo(settings: Pick<Settings, 'tokenTypes'>, user: unknown, options: TypeOptions): TokenInfo {
  const owner = typeof user === 'object' ? user : { id: user }
  return { user: owner, ...options.tokenInfo, tokenType: typeOfNew(settings, options) } as TokenInfo
}

/** Returns the type of a new token; null, which only `tokenInfo` may say, for one without any. */
export function typeOfNew({ tokenTypes }: Pick<Settings, 'tokenTypes'>, options: TypeOptions): string | null {
  const { tokenType, tokenInfo = {} } = options
  if (!isPlainObject(tokenInfo)) throw new TypeError('tokenInfo must be a plain object')
  const isTold = Object.hasOwn(tokenInfo, 'tokenType')
  if (tokenType !== undefined && isTold && tokenInfo.tokenType !== tokenType) {
    throw new TypeError('tokenType and tokenInfo.tokenType are one option: give one of them')
  }
  const type = tokenType ?? (isTold ? (tokenInfo.tokenType ?? null) : tokenTypes[0])
  if (type === null || tokenTypes.includes(type as string)) return type as string | null
  const name = tokenType === undefined ? 'tokenInfo.tokenType' : 'tokenType'
  throw new TypeError(`${name} must be one of the repository's token types: ${tokenTypes.join(', ')}`)
}
