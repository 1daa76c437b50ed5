import type { ProjectedRecord, TokenDelegateOf, TokenInclude, TokenSelect } from '../client/app-types.js'
import type { Authenticated } from '../outcomes/result.js'
import type { WebAPITokenRepository } from '../repository/repository.js'

/** A repository, whatever the app's types are. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the type parameters are invariant
export type AnyTokenRepository = WebAPITokenRepository<any, any, any, any, any>

/* eslint-disable @typescript-eslint/no-explicit-any -- as above */
/** The delegate of the token model that a repository works with. */
export type DelegateOf<Tokens> =
  Tokens extends WebAPITokenRepository<infer Client, infer Model, any, any, any> ? TokenDelegateOf<Client, Model> : never

/** The field that holds the owner's id. */
export type OwnerFieldOf<Tokens> =
  Tokens extends WebAPITokenRepository<any, any, infer Owner, any, any> ? Owner : never

/** The scopes that a repository declares. */
export type ScopeOf<Tokens> =
  Tokens extends WebAPITokenRepository<any, any, any, infer Scope, any> ? Scope : never

/** The relations that a repository includes in the record of every token. */
type RelationsOf<Tokens> =
  Tokens extends WebAPITokenRepository<any, any, any, any, infer Relations> ? Relations : never
/* eslint-enable @typescript-eslint/no-explicit-any */

export type SelectOf<Tokens> = TokenSelect<DelegateOf<Tokens>>

export type IncludeOf<Tokens> = TokenInclude<DelegateOf<Tokens>>

/** The app's row of a token, with the relations that are included. */
export type RecordOf<Tokens, Select = undefined, Include = undefined> = ProjectedRecord<
  DelegateOf<Tokens>,
  Select,
  Include,
  RelationsOf<Tokens>
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
