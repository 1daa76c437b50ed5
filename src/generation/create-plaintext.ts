import type { TokenGenerator, TokenInfo } from '../generators/generator.js'

/** A generator of the app's may return anything: what is not a usable text must not become a token. */
export function createPlaintext(generator: TokenGenerator, info: TokenInfo): string {
  const token: unknown = generator.createToken(info)
  if (typeof token !== 'string' || token === '') {
    throw new TypeError(`The token generator "${generator.id}" must return a non-empty string from createToken`)
  }
  return token
}
