import type { TokenGenerator } from '../generators/generator.js'

/**
 * Creates a generator that returns the given tokens in turn, and then fails: for tests that need to know their tokens.
 *
 * @param tokens - Each is returned once.
 * @param id - Default: `given`.
 * @example
 * ```ts
 * const generators = new TokenGeneratorRegistry().register(givenTokenGenerator(['taken', 'fresh']))
 * const tokens = new WebAPITokenRepository(prisma, { generators, defaultTokenGeneratorId: 'given' })
 * ```
 */
export function givenTokenGenerator(tokens: readonly string[], id = 'given'): TokenGenerator {
  const rest = [...tokens]
  return {
    id,
    createToken() {
      const token = rest.shift()
      if (token === undefined) throw new Error(`The token generator "${id}" has returned all ${tokens.length} tokens`)
      return token
    },
    validateToken: (token) => tokens.includes(token),
  }
}
