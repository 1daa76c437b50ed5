/** The methods that a token may and may not use: upper-case names, or `*` for all of them. */
export interface TokenPolicyRules {
  readonly allow?: readonly string[]
  readonly block?: readonly string[]
}

/** The rules of one resource, by object id; `*` stands for all of its objects. */
export type TokenResourcePolicy = Readonly<Record<string, TokenPolicyRules>>

/**
 * A policy in Djblets' form: rules for everything under `*`, and rules for a resource under its policy id, for all of its
 * objects (`*`) or for one. `{}` allows everything.
 *
 * @example
 * ```ts
 * const readOnly: TokenPolicy = { resources: { '*': { allow: ['GET', 'HEAD', 'OPTIONS'], block: ['*'] } } }
 * const oneProject: TokenPolicy = {
 *   resources: { '*': { block: ['*'] }, project: { '*': { block: ['*'] }, '42': { allow: ['*'] } } },
 * }
 * ```
 * @see https://www.reviewboard.org/docs/manual/latest/users/authentication/api-tokens/
 */
export interface TokenPolicy {
  readonly resources?: Readonly<Record<string, TokenPolicyRules | TokenResourcePolicy>>
}
