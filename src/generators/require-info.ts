import { WebAPITokenGenerationError } from '../outcomes/errors.js'
import type { TokenInfo } from './generator.js'

/** Returns `info[key]`; where it is missing, the error names the key and the generator. */
export function requireInfo<K extends keyof TokenInfo>(
  generatorId: string,
  info: TokenInfo,
  key: K & string,
): NonNullable<TokenInfo[K]> {
  const value = info[key]
  if (value === undefined || value === null) throw missingInfo(generatorId, key)
  return value
}

export function missingInfo(generatorId: string, key: string): WebAPITokenGenerationError {
  return new WebAPITokenGenerationError(
    'ERR_WEBAPI_TOKEN_MISSING_INFO',
    `The token generator "${generatorId}" needs tokenInfo.${key}`,
  )
}
