import type { TokenGenerator } from '../generators/generator.js'

/**
 * A generator that returns the same token each time: from the second one on, every attempt collides.
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
