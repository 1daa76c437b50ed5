import type { TokenGenerator, TokenInfo } from '../generators/generator.js'

/** Creates a plaintext. A generator of the app's may return anything: only a non-empty string becomes a token. */
export function createPlaintext(generator: TokenGenerator, info: TokenInfo): string {
  const token: unknown = generator.createToken(info)
  if (typeof token !== 'string' || token === '') {
    throw new TypeError(`The token generator "${generator.id}" must return a non-empty string from createToken`)
  }
  return token
}
