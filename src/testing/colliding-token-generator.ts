import type { TokenGenerator } from '../generators/generator.js'

/**
 * Creates a generator that always returns the same token, so that every attempt after the first collides.
 *
 * @param token - Default: `colliding_token`.
 * @param id - Default: `colliding`.
 * @example
 * ```ts
 * generators.register(collidingTokenGenerator())
 * await tokens.generateToken(user, { tokenGeneratorId: 'colliding' })
 * await expect(tokens.generateToken(user, { tokenGeneratorId: 'colliding' })).rejects.toThrow(WebAPITokenGenerationError)
 * ```
 */
export function collidingTokenGenerator(token = 'colliding_token', id = 'colliding'): TokenGenerator {
  return { id, createToken: () => token, validateToken: (presented) => presented === token }
}
