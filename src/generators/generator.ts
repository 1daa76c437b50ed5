/** What a generator gets to know about the token that it creates or recognises. */
export interface TokenInfo {
  /** The prefix of the token, without the underscore that follows it. */
  readonly tokenType?: string | undefined
  /** The owner, as passed to `generateToken`; an id alone becomes `{ id }`. */
  readonly user?: { readonly id: unknown; readonly password?: unknown } | undefined
  /** The number of the attempt, from 0. */
  readonly attempt?: number | undefined
  /** The caller's `tokenInfo`. */
  readonly [key: string]: unknown
}

/** What a secret scanner looks for. */
export interface TokenPattern {
  /** A regular expression of what RE2, Hyperscan and JavaScript have in common: no assertion, no group that captures. */
  readonly regex: string
  /** How to tell a token from other text that matches. Default: there is no way. */
  readonly checksum?: string | undefined
}

/**
 * Creates and recognises tokens of one format.
 *
 * Recognising must need nothing but the string: it spares the database look-ups of garbage.
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
  /** Whether tokens of this format should be replaced. They stay valid. Default: false. */
  readonly deprecated?: boolean
  /** Returns a new plaintext. Must not change `info`. */
  createToken(info: TokenInfo): string
  /** Checks whether a string has the format of this generator. Must not throw. */
  validateToken(token: string, info: TokenInfo): boolean
  /** Returns the pattern of the tokens of a type, for secret scanners. Default: none. */
  pattern?(tokenType: string): TokenPattern
}
