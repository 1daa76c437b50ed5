import { nonNegativeMilliseconds, optionalFunction } from '../arguments/checks.js'
import { type KnownKeys, knownOptions } from '../arguments/known-options.js'
import type { KeyedProjection } from '../client/keyed-projection.js'
import { assertGroup } from '../client/model-schema.js'
import type { Projection } from '../client/projection.js'
import type { AppRecord } from '../client/token-row.js'
import { type AuthorOptions, authorKeys } from '../context/author.js'
import type { TokenContext } from '../context/context.js'
import type { Settings } from '../context/options.js'
import { requiredScopes } from '../scopes/scope-list.js'
import { requestedProjection } from './requested-projection.js'

/** The options of `authenticate`. */
export interface AuthenticateOptions<
  Record = AppRecord,
  Select = Projection['select'],
  Include = Projection['include'],
  Scope extends string = string,
> extends AuthorOptions {
  /** The columns and relations in `record`, as in Prisma's queries. Default: every column, no relation. */
  select?: Select | undefined
  /** Relations in `record` beside its columns, as in Prisma's queries. */
  include?: Include | undefined
  /**
   * Checks whether the owner may still use the token; called once the token itself is usable, and after the check of the repository.
   * Default: every owner may.
   */
  isOwnerActive?: ((record: Record) => boolean | Promise<boolean>) | undefined
  /** The same, where the owners are users. */
  isUserActive?: ((record: Record) => boolean | Promise<boolean>) | undefined
  /** The scopes that the token must have, all of them. A token that lacks one is refused with `insufficient-scope`. Default: none. */
  scopes?: readonly Scope[] | undefined
  /** The token type, or one of several, that the token must have; another one is `malformed`. Default: any of the repository's. */
  tokenType?: string | readonly string[] | undefined
  /** The address that the request comes from, for the `limiter` of the repository. Default: none, failed attempts are not limited. */
  address?: string | undefined
  /**
   * The minimum number of milliseconds between two writes of `lastUsed` per token; `Infinity`: never. Default: the repository's.
   */
  lastUsedInterval?: number | undefined
}

export const authenticateKeys: KnownKeys<AuthenticateOptions> = {
  select: true,
  include: true,
  isOwnerActive: true,
  isUserActive: true,
  scopes: true,
  tokenType: true,
  address: true,
  lastUsedInterval: true,
  ...authorKeys,
}

/** What a call of `authenticate` asks for. */
export interface Call {
  /** Milliseconds between two notes of the use. */
  readonly interval: number
  readonly projection: KeyedProjection
  /** The call's own check of the owner. */
  readonly isActive: ((record: AppRecord) => boolean | Promise<boolean>) | undefined
  readonly inactive: 'owner-inactive' | 'user-inactive'
  readonly scopes: readonly string[] | undefined
  /** Undefined: any of the repository's. */
  readonly tokenTypes: readonly string[] | undefined
  readonly address: string | undefined
}

/** Checks the options of a call, and fills in those of the repository. */
export function callOf(context: TokenContext, given: AuthenticateOptions | undefined): Call {
  const options = knownOptions('authenticate', given, authenticateKeys)
  const { settings } = context
  return {
    interval: nonNegativeMilliseconds('lastUsedInterval', options.lastUsedInterval ?? settings.lastUsedInterval),
    projection: requestedProjection(context, options),
    isActive: ownerCheck(options),
    inactive: options.isUserActive ? 'user-inactive' : 'owner-inactive',
    scopes: scopesOption(context, options.scopes),
    tokenTypes: acceptedTypes(settings, options.tokenType),
    address: addressOption(options.address),
  }
}

/** Returns the token types that a call accepts; undefined when it does not say. */
function acceptedTypes(settings: Settings, tokenType: AuthenticateOptions['tokenType']): readonly string[] | undefined {
  if (tokenType === undefined) return undefined
  const accepted: unknown = typeof tokenType === 'string' ? [tokenType] : tokenType
  const isKnown = (type: unknown) => settings.tokenTypes.includes(type as string)
  if (Array.isArray(accepted) && accepted.length > 0 && accepted.every(isKnown)) return accepted as string[]
  throw new TypeError(`tokenType must be one of the repository's token types: ${settings.tokenTypes.join(', ')}`)
}

function addressOption(address: unknown): string | undefined {
  if (address === undefined || (typeof address === 'string' && address !== '')) return address
  throw new TypeError('address must be a string that is not empty')
}

function ownerCheck({ isOwnerActive, isUserActive }: AuthenticateOptions) {
  if (isOwnerActive && isUserActive)
    throw new TypeError('isOwnerActive and isUserActive are one option: give one of them')
  return optionalFunction('isOwnerActive', isOwnerActive) ?? optionalFunction('isUserActive', isUserActive)
}

/** Checks the scopes that a call requires: what nobody has declared, no token can have, and the call is wrong. */
function scopesOption({ model, settings }: TokenContext, given: unknown): readonly string[] | undefined {
  if (given === undefined) return undefined
  assertGroup(model, 'scopes', 'The option scopes')
  const scopes = requiredScopes('scopes', given)
  const unknown = scopes.find((scope) => !settings.rules.scopes.includes(scope))
  if (unknown === undefined) return scopes
  throw new TypeError(`scopes: "${unknown}" is not one of the repository's scopes`)
}
