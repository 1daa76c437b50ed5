import type { ProjectedRecord, TokenDelegateOf, TokenInclude, TokenSelect } from '../client/app-types.js'
import type { AuthorOptions } from '../context/author.js'
import type { Authenticated, AuthenticationResult } from '../outcomes/result.js'
import type { WebAPITokenRepository } from '../repository/repository.js'

/**
 * A `WebAPITokenRepository`, whatever the app's types are: with `any` in their place, a model with required fields would not
 * fit.
 */
export interface AnyTokenRepository {
  authenticate(token: unknown, options?: never): Promise<AuthenticationResult<unknown>>
  invalidateToken(token: never, options?: never): Promise<{ count: number }>
  of(owner: never, author?: AuthorOptions): object
}

/** The types of a repository; `never` for what is none. */
type TypesOf<Tokens> =
  Tokens extends WebAPITokenRepository<infer Client, infer Model, infer Owner, infer Scope, infer Relations>
    ? { delegate: TokenDelegateOf<Client, Model>; owner: Owner; scope: Scope; relations: Relations }
    : never

/** The delegate of the token model that a repository works with. */
export type DelegateOf<Tokens> = TypesOf<Tokens>['delegate']

/** The field that holds the owner's id. */
export type OwnerFieldOf<Tokens> = TypesOf<Tokens>['owner']

/** The scopes that a repository declares. */
export type ScopeOf<Tokens> = TypesOf<Tokens>['scope']

export type SelectOf<Tokens> = TokenSelect<DelegateOf<Tokens>>

export type IncludeOf<Tokens> = TokenInclude<DelegateOf<Tokens>>

/** The app's row of a token, with the relations that are included. */
export type RecordOf<Tokens, Select = undefined, Include = undefined> = ProjectedRecord<
  DelegateOf<Tokens>,
  Select,
  Include,
  TypesOf<Tokens>['relations']
>

/**
 * The token of a request: what `authenticate` of a repository resolves to for a valid token.
 *
 * @example
 * ```ts
 * declare module 'fastify' {
 *   interface FastifyRequest {
 *     token: TokenOf<typeof tokens>
 *   }
 * }
 * ```
 */
export type TokenOf<Tokens, Select = undefined, Include = undefined> = Authenticated<RecordOf<Tokens, Select, Include>>
