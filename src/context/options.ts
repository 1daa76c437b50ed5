import { nonNegativeMilliseconds, optionalFunction, positiveInteger, timerMilliseconds } from '../arguments/checks.js'
import { type CacheOptions, resolveCache } from '../cache/cache-store.js'
import type { InvalidationBus } from '../cache/invalidation-bus.js'
import { type KeyedProjection, keyedProjection } from '../client/keyed-projection.js'
import { ownerOption } from '../client/owner-option.js'
import type { AppRecord } from '../client/token-row.js'
import { oneLine } from '../util/one-line.js'
import type { Digest } from '../digests/digest.js'
import { plaintextId } from '../digests/plaintext.js'
import { sha256Digest } from '../digests/sha256.js'
import { TokenGeneratorRegistry } from '../generators/registry.js'
import type { Logger } from '../events/logger.js'
import { isPlainObject, type KnownKeys, knownOptions } from '../arguments/known-options.js'
import { type Limits, resolveLimiter, type TokenLimiter, type TokenLimiterOptions } from './limiter.js'
import { resolveTelemetry, type Telemetry } from './telemetry.js'
import { resolveKinds, resolveRules, type TokenRuleOptions, type TokenRules } from './token-rules.js'

/** The option `lastUsed`. */
export interface LastUsedOptions {
  /**
   * The maximum number of milliseconds that a note may wait for others, above 0: `authenticate` does not wait for it. What was not
   * written when the process ends is lost; `flush()` writes it. The first use of a successor, and that of a token which moves to
   * another digest, are never deferred.
   */
  defer: number
  /** Takes the promise of each deferred note, such as `waitUntil` of Workers. It never rejects. Default: nothing. */
  background?: ((note: Promise<void>) => void) | undefined
}

/** The option `audit`. */
export interface AuditOptions {
  /** The name of the delegate of the events. Default: `webAPITokenEvent`. */
  model?: string | undefined
}

/** A method's type, which unlike a function's lets the app say what it knows of the record. */
type OwnerCheck<CheckedRecord> = { check(record: CheckedRecord): boolean | Promise<boolean> }['check']

/** The options of a repository. Each has a default. */
export interface WebAPITokenRepositoryOptions<
  Model extends string = 'webAPIToken',
  Owner extends string = 'userId',
  Scope extends string = string,
  Relations = undefined,
  CheckedRecord = AppRecord,
> extends TokenRuleOptions<Scope> {
  /**
   * The prefix of tokens, without the underscore that follows it: 1 to 32 letters, digits, `_` and `-`. Of several, new tokens
   * get the first unless the call says otherwise, a rotation keeps that of the old token, and all are recognised. Default: `wat`.
   */
  tokenType?: string | readonly string[] | undefined
  /**
   * Rules for the tokens of some token types, in place of those of the repository, such as
   * `{ acme_test: { maxLifetime: 86_400_000 } }`.
   */
  kinds?: { readonly [tokenType: string]: TokenRuleOptions<Scope> } | undefined
  /**
   * The scopes that tokens may have, such as `['projects:read', 'projects:write']`. One that ends in `*`, such as `projects:*`,
   * includes all that begin with what stands before it. Default: none.
   */
  scopes?: readonly Scope[] | undefined
  /** The name of the model's delegate on the client. Default: `webAPIToken`. */
  model?: Model | undefined
  /** The scalar field that holds the id of a token's owner. Default: `userId`. */
  owner?: Owner | undefined
  /** The generator of new tokens. Default: the registry's `defaultId`, which is `nanoid`. */
  defaultTokenGeneratorId?: string | undefined
  /** The generators that create and recognise tokens. Default: a new registry, with the built-in ones. */
  generators?: TokenGeneratorRegistry | undefined
  /** Recognises tokens of old formats that no generator makes, so that they are looked up. Default: none. */
  accepts?: ((text: string) => boolean) | undefined
  /** Relations that every `authenticate` includes in its `record`, as in Prisma's queries; a call may add others. Default: none. */
  include?: Relations | undefined
  /**
   * Checks in every `authenticate` whether the owner may still use a token that is usable itself; `record` has every column and the
   * relations of `include`. A call may add a check. Default: every owner may.
   */
  isOwnerActive?: OwnerCheck<CheckedRecord> | undefined
  /** How tokens are stored: the first digest writes, all of them read. Default: `[sha256Digest()]`. */
  digests?: readonly Digest[] | undefined
  /** The minimum number of milliseconds between two writes of `lastUsed` per token; `Infinity`: never. Default: 60,000. */
  lastUsedInterval?: number | undefined
  /** How the uses of tokens are noted. Default: each `authenticate` waits for its note, which those of one turn share. */
  lastUsed?: LastUsedOptions | undefined
  /** The maximum number of tokens to try until one is not taken, at least 1. Default: 20. */
  maxAttempts?: number | undefined
  /**
   * The maximum number of active tokens per owner. Expired and invalid tokens do not count, nor those that have an end and a
   * usable successor. One more is a `WebAPITokenLimitError`. Calls for one owner wait for each other. In a transaction of the
   * app's on PostgreSQL, this requires the isolation level `ReadCommitted`, the default there. Default: no limit.
   */
  maxTokensPerOwner?: number | undefined
  /** `maxTokensPerOwner`, where the owners are users. */
  maxTokensPerUser?: number | undefined
  /**
   * When the reuse of a retired token, of which somebody must have a copy, invalidates the user's tokens of its family: when it
   * is presented to `rotateToken` (`rotation`), in a request as well (`always`), or never (false). The event `reused` is
   * emitted in any case. With `always`, one job that still uses an old token ends them all. Default: `rotation`.
   */
  invalidateFamilyOnReuse?: 'rotation' | 'always' | false | undefined
  /** The current time. Default: the system's. */
  clock?: (() => Date) | undefined
  /**
   * A cache of valid tokens, for `ttl` milliseconds at most. Invalidations through this repository take effect at once; those
   * of other processes after `ttl`, or as fast as `invalidationBus` is. Default: none.
   */
  cache?: CacheOptions | undefined
  /** Tells the caches of other processes what was invalidated. Default: none. */
  invalidationBus?: InvalidationBus | undefined
  /**
   * The maximum number of milliseconds that a stored change waits for `invalidationBus`. Then it is acknowledged all the same,
   * and the event `invalidationBusFailed` reports that others may learn of it late. Default: 1,000.
   */
  publishTimeout?: number | undefined
  /**
   * Where `authenticate` looks for tokens beside `@prisma/extension-read-replicas`. With `replica`, a revoked token goes on working
   * for as long as the replica lags, without a limit while its replay is stopped, and with a `cache` for its `ttl` more; a token
   * that the replica does not have is looked for on the primary. All that decides otherwise, such as a rotation or a limit,
   * stays on the primary. Default: `primary`.
   */
  authenticateFrom?: 'primary' | 'replica' | undefined
  /**
   * Limits the refused tokens of an address, and the requests of a token: a request beyond is refused with `rate-limited`,
   * status 429. One limiter counts both. Default: no limit.
   */
  limiter?: TokenLimiter | TokenLimiterOptions | undefined
  /**
   * Whether each change of a token is recorded, in the same transaction, as a row of the model `WebAPITokenEvent`, or of the one
   * that is named. Default: false, which costs nothing.
   */
  audit?: boolean | AuditOptions | undefined
  /** Spans and metrics: `openTelemetry()` of `prisma-webapi-token/opentelemetry`. Default: none, which costs nothing. */
  telemetry?: Telemetry | undefined
  /** Gets one line for everything an operator should know. Default: `console`. */
  logger?: Logger | undefined
}

/** The options, whatever they are typed as. */
type AnyOptions = WebAPITokenRepositoryOptions<string, string, string, unknown>

export interface Settings {
  readonly tokenTypes: readonly [string, ...string[]]
  readonly rules: TokenRules
  /** The rules of the token types that have some of their own. */
  readonly kinds: ReadonlyMap<string, TokenRules>
  readonly model: string
  readonly owner: string
  readonly defaultTokenGeneratorId: string | undefined
  readonly generators: TokenGeneratorRegistry
  readonly accepts: ((text: string) => boolean) | undefined
  /** What each authentication reads, unless the call adds to it. */
  readonly projection: KeyedProjection
  readonly isOwnerActive: ((record: AppRecord) => boolean | Promise<boolean>) | undefined
  readonly digests: readonly [Digest, ...Digest[]]
  readonly lastUsedInterval: number
  readonly lastUsed: LastUsedOptions | undefined
  readonly maxAttempts: number
  readonly maxTokensPerOwner: number | undefined
  readonly invalidateFamilyOnReuse: 'rotation' | 'always' | false
  readonly clock: () => Date
  readonly cache: CacheOptions | undefined
  readonly invalidationBus: InvalidationBus | undefined
  readonly publishTimeout: number
  readonly authenticateFrom: 'primary' | 'replica'
  readonly limiter: Limits | undefined
  readonly audit: { readonly model: string } | undefined
  readonly telemetry: Telemetry | undefined
  readonly logger: Logger
}

const optionKeys: KnownKeys<AnyOptions> = {
  tokenType: true,
  kinds: true,
  scopes: true,
  defaultLifetime: true,
  maxLifetime: true,
  model: true,
  owner: true,
  defaultTokenGeneratorId: true,
  generators: true,
  accepts: true,
  include: true,
  isOwnerActive: true,
  digests: true,
  lastUsedInterval: true,
  lastUsed: true,
  maxAttempts: true,
  maxTokensPerOwner: true,
  maxTokensPerUser: true,
  invalidateFamilyOnReuse: true,
  clock: true,
  cache: true,
  invalidationBus: true,
  publishTimeout: true,
  authenticateFrom: true,
  limiter: true,
  audit: true,
  telemetry: true,
  logger: true,
}

/** Checks the options, and fills in the defaults. `name`: the function that got the options. */
export function resolveOptions(given: AnyOptions | undefined, name = 'WebAPITokenRepository'): Settings {
  const options = knownOptions(name, given, optionKeys)
  const { tokenType = 'wat', digests = [sha256Digest()], publishTimeout = 1_000 } = options
  const generators = resolveGenerators(options.generators ?? new TokenGeneratorRegistry())
  const tokenTypes = resolveTokenTypes(tokenType)
  const rules = resolveRules(options)
  return Object.freeze({
    tokenTypes,
    rules,
    kinds: resolveKinds(options.kinds, tokenTypes, rules),
    model: nonEmpty('model', 'the name of a delegate', options.model ?? 'webAPIToken'),
    owner: nonEmpty('owner', 'the name of a field', options.owner ?? 'userId'),
    defaultTokenGeneratorId: resolveDefaultId(options.defaultTokenGeneratorId, generators),
    generators,
    accepts: optionalFunction('accepts', options.accepts),
    projection: keyedProjection({ include: resolveInclude(options.include) }),
    isOwnerActive: optionalFunction('isOwnerActive', options.isOwnerActive),
    digests: resolveDigests(digests),
    lastUsedInterval: nonNegativeMilliseconds('lastUsedInterval', options.lastUsedInterval ?? 60_000),
    lastUsed: options.lastUsed === undefined ? undefined : resolveLastUsed(options.lastUsed),
    maxAttempts: positiveInteger('maxAttempts', options.maxAttempts ?? 20),
    maxTokensPerOwner: resolveLimit(options),
    invalidateFamilyOnReuse: resolveFamilyEnd(options.invalidateFamilyOnReuse ?? 'rotation'),
    clock: optionalFunction('clock', options.clock) ?? (() => new Date()),
    cache: options.cache === undefined ? undefined : resolveCache(options.cache),
    invalidationBus:
      options.invalidationBus === undefined ? undefined : resolveInvalidationBus(options.invalidationBus),
    publishTimeout: timerMilliseconds('publishTimeout', publishTimeout),
    authenticateFrom: resolveAuthenticateFrom(options.authenticateFrom ?? 'primary'),
    limiter: resolveLimiter(options.limiter),
    audit: resolveAudit(options.audit),
    telemetry: resolveTelemetry(options.telemetry),
    logger: resolveLogger(options.logger ?? console),
  })
}

function resolveAudit(audit: boolean | AuditOptions | undefined): Settings['audit'] {
  if (audit === undefined || audit === false) return undefined
  const { model = 'webAPITokenEvent' } = knownOptions('audit', audit === true ? {} : audit, { model: true })
  return { model: nonEmpty('audit.model', 'the name of a delegate', model) }
}

function resolveLastUsed(options: LastUsedOptions): LastUsedOptions {
  const { defer, background } = knownOptions('lastUsed', options, { defer: true, background: true })
  optionalFunction('lastUsed.background', background)
  return { defer: timerMilliseconds('lastUsed.defer', defer), background }
}

function resolveLimit(options: AnyOptions): number | undefined {
  const ownerField = options.owner ?? 'userId'
  const name = ownerOption({ ownerField }, options, 'maxTokensPerOwner', 'maxTokensPerUser')
  const limit = name && options[name]
  return limit === undefined ? undefined : positiveInteger(name ?? '', limit)
}

function resolveInclude(include: unknown): Readonly<Record<string, unknown>> | undefined {
  if (include === undefined || isPlainObject(include)) return include
  throw new TypeError('include must be a plain object')
}

function nonEmpty(option: string, meaning: string, name: unknown): string {
  if (typeof name !== 'string' || name === '') throw new TypeError(`${option} must be ${meaning}`)
  return name
}

function resolveGenerators(generators: TokenGeneratorRegistry): TokenGeneratorRegistry {
  if (typeof generators?.get !== 'function' || typeof generators[Symbol.iterator] !== 'function') {
    throw new TypeError('generators must be a TokenGeneratorRegistry')
  }
  return generators
}

function resolveDefaultId(id: string | undefined, generators: TokenGeneratorRegistry): string | undefined {
  if (id === undefined) return undefined
  if (typeof id !== 'string') throw new TypeError('defaultTokenGeneratorId must be the id of a generator')
  if (generators.get(id)) return id
  const known = Array.from(generators, (generator) => generator.id).join(', ')
  throw new TypeError(`defaultTokenGeneratorId: no token generator "${oneLine(id)}" is registered, only: ${known}`)
}

function resolveLogger(logger: Logger): Logger {
  if (typeof logger?.error !== 'function') throw new TypeError('logger must have the method error')
  return logger
}

function resolveFamilyEnd(when: Settings['invalidateFamilyOnReuse']) {
  if (!['rotation', 'always', false].includes(when)) {
    throw new TypeError("invalidateFamilyOnReuse must be 'rotation', 'always' or false")
  }
  return when
}

function resolveAuthenticateFrom(from: Settings['authenticateFrom']) {
  if (from !== 'primary' && from !== 'replica') throw new TypeError("authenticateFrom must be 'primary' or 'replica'")
  return from
}

function resolveInvalidationBus(bus: InvalidationBus): InvalidationBus {
  if (typeof bus?.publish !== 'function' || typeof bus.subscribe !== 'function') {
    throw new TypeError('invalidationBus must have the methods publish and subscribe')
  }
  return bus
}

function resolveTokenTypes(tokenType: string | readonly string[]): readonly [string, ...string[]] {
  const [first, ...others] = typeof tokenType === 'string' ? [tokenType] : tokenType
  if (first === undefined) throw new TypeError('tokenType must not be an empty list')
  for (const type of [first, ...others]) {
    if (typeof type !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(type)) {
      throw new TypeError('tokenType must be 1 to 32 letters, digits, "_" and "-"')
    }
  }
  return [first, ...others]
}

function resolveDigests(digests: readonly Digest[]): readonly [Digest, ...Digest[]] {
  if (!Array.isArray(digests)) throw new TypeError('digests must be a list')
  const [first, ...others] = digests as readonly Digest[]
  if (!first) throw new TypeError('digests must not be an empty list')
  const ids = new Set<string>()
  for (const digest of [first, ...others]) {
    if (typeof digest?.id !== 'string' || typeof digest.digest !== 'function') {
      throw new TypeError('digests must be a list of digests, such as sha256Digest()')
    }
    if (ids.has(digest.id)) throw new TypeError(`digests: "${digest.id}" is listed twice: give each key its own key id`)
    ids.add(digest.id)
  }
  // A custom digest that nobody recognises could be presented as a token.
  const opaque = [first, ...others].find((digest) => digest.id !== plaintextId && typeof digest.matches !== 'function')
  if (ids.has(plaintextId) && opaque) {
    throw new TypeError(`digests: "${opaque.id}" must have the method matches beside plaintextDigest()`)
  }
  if (!first.writable) throw new TypeError(`digests: "${first.id}" is read-only and cannot be the first`)
  return [first, ...others]
}
