import type { TokenGenerator } from '../generators/generator.js'
import type { Settings } from './options.js'

/** Far longer than the tokens of any generator; longer strings are not examined. */
export const maxTokenLength = 1024

/**
 * Checks whether a string has the format of a registered generator, or an old one that the app accepts. It accepts any input
 * and costs no query.
 */
export function isRecognised(
  { generators, tokenTypes, accepts }: Pick<Settings, 'generators' | 'tokenTypes' | 'accepts'>,
  token: unknown,
): token is string {
  if (typeof token !== 'string' || token.length > maxTokenLength) return false
  for (const generator of generators) {
    for (const tokenType of tokenTypes) {
      if (validates(generator, token, tokenType)) return true
    }
  }
  return accepts !== undefined && isAccepted(accepts, token)
}

/** A generator of the app's that throws does not recognise the string. */
function validates(generator: TokenGenerator, token: string, tokenType: string): boolean {
  try {
    return generator.validateToken(token, { tokenType })
  } catch {
    return false
  }
}

/** A function of the app's that throws does not recognise the string either. */
function isAccepted(accepts: (text: string) => boolean, token: string): boolean {
  try {
    return accepts(token) === true
  } catch {
    return false
  }
}
