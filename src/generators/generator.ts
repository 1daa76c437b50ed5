/** What a generator is told about the token it creates or recognises. */
export interface TokenInfo {
  /** The prefix of the token, without the underscore that follows it. */
  readonly tokenType?: string | undefined
  /** The owner, as it was given to `generateToken`; an id alone becomes `{ id }`. */
  readonly user?: { readonly id: unknown; readonly password?: unknown } | undefined
  /** The number of the attempt, from 0. */
  readonly attempt?: number | undefined
  /** What the caller gave as `tokenInfo`. */
  readonly [key: string]: unknown
}

/**
 * Creates tokens of one format, and recognises them.
 *
 * Recognising must need nothing but the text: it is what spares the database the look-up of garbage.
 *
 * @example
 * ```ts
 * const shortGenerator: TokenGenerator = {
 *   id: 'short',
 *   createToken: ({ tokenType }) => `${tokenType}_${nanoid(24)}`,
 *   validateToken: (token, { tokenType }) => token.length === `${tokenType}_`.length + 24,
 * }
 * registry.register(shortGenerator)
 * ```
 */
export interface TokenGenerator {
  /** Stored with each token as `tokenGeneratorId`. */
  readonly id: string
  /** Whether tokens of this format should be replaced. They go on working. Default: false. */
  readonly deprecated?: boolean
  /** Returns a new token in plain text. Must not change `info`. */
  createToken(info: TokenInfo): string
  /** Whether the text has the format of this generator. Must not throw. */
  validateToken(token: string, info: TokenInfo): boolean
}
