import type { TokenGenerator } from '../generators/generator.js'
import type { Settings } from './options.js'

/** No generator's tokens come near this; what is longer is not even looked at. */
const maxTokenLength = 1024

/** Whether a text has the form of a token of some registered generator. Any input will do, and none costs a query. */
export function isRecognised({ generators, tokenTypes }: Settings, token: unknown): token is string {
  if (typeof token !== 'string' || token.length > maxTokenLength) return false
  for (const generator of generators) {
    for (const tokenType of tokenTypes) {
      if (validates(generator, token, tokenType)) return true
    }
  }
  return false
}

/** A generator of the app's that throws at a text does not know it. */
function validates(generator: TokenGenerator, token: string, tokenType: string): boolean {
  try {
    return generator.validateToken(token, { tokenType })
  } catch {
    return false
  }
}
