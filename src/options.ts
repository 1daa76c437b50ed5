import { positiveInteger } from './arguments.js'
import type { InvalidationBus } from './cache/invalidation-bus.js'
import type { CacheOptions } from './cache/token-cache.js'
import type { Digest } from './digests/digest.js'
import { sha256Digest } from './digests/sha256.js'
import { TokenGeneratorRegistry } from './generators/registry.js'

/** Where the library reports what must not fail a call: `console` will do. */
export interface Logger {
  error(message: string, detail?: unknown): void
}

/** The options of a repository. Each has a default. */
export interface WebAPITokenRepositoryOptions<Model extends string = 'webAPIToken'> {
  /**
   * The prefix of tokens, without the underscore that follows it: 1 to 32 letters, digits, `_` and `-`. Of several,
   * the first one is given to new tokens, and all are recognised. Default: `wat`.
   */
  tokenType?: string | readonly string[]
  /** The name of the model's delegate on the client. Default: `webAPIToken`. */
  model?: Model
  /** The generator of new tokens. Default: the registry's `defaultId`, which is `nanoid`. */
  defaultTokenGeneratorId?: string
  /** The generators that create and recognise tokens. Default: a new registry, with the built-in ones. */
  generators?: TokenGeneratorRegistry
  /** How tokens are stored: the first one writes, all of them read. Default: `[sha256Digest()]`. */
  digests?: readonly Digest[]
  /** How many tokens are tried until one is not taken, at least 1. Default: 20. */
  maxAttempts?: number
  /**
   * How many active tokens a user may have; those that expired, were invalidated or are being replaced do not count.
   * Generating one more is a `WebAPITokenLimitError`. Calls for one user then wait for each other. Default: no limit.
   */
  maxTokensPerUser?: number
  /**
   * Whether all tokens that came out of each other by rotation are invalidated when one of them is presented that is
   * retired already: then somebody has a copy of it. Default: false, it is only told, by the event `reused`.
   */
  invalidateFamilyOnReuse?: boolean
  /** The current time. Default: the system's. */
  clock?: () => Date
  /**
   * Rows of good tokens that `authenticate` may answer with, for `ttl` milliseconds at most. An invalidation through this
   * repository is effective at once; one by another process after `ttl`, or as fast as `invalidationBus` is. Default: none.
   */
  cache?: CacheOptions
  /** Tells other processes' caches what was invalidated. Default: none. */
  invalidationBus?: InvalidationBus
  /** Gets one line for what an operator should know. Default: `console`. */
  logger?: Logger
}

export interface ResolvedOptions {
  readonly tokenTypes: readonly [string, ...string[]]
  readonly model: string
  readonly defaultTokenGeneratorId: string | undefined
  readonly generators: TokenGeneratorRegistry
  readonly digests: readonly [Digest, ...Digest[]]
  readonly maxAttempts: number
  readonly maxTokensPerUser: number | undefined
  readonly invalidateFamilyOnReuse: boolean
  readonly clock: () => Date
  readonly cache: CacheOptions | undefined
  readonly invalidationBus: InvalidationBus | undefined
  readonly logger: Logger
}

export function resolveOptions(options: WebAPITokenRepositoryOptions<string>): ResolvedOptions {
  const { tokenType = 'wat', digests = [sha256Digest()] } = options
  return Object.freeze({
    tokenTypes: resolveTokenTypes(tokenType),
    model: options.model ?? 'webAPIToken',
    defaultTokenGeneratorId: options.defaultTokenGeneratorId,
    generators: options.generators ?? new TokenGeneratorRegistry(),
    digests: resolveDigests(digests),
    maxAttempts: positiveInteger('maxAttempts', options.maxAttempts ?? 20),
    maxTokensPerUser:
      options.maxTokensPerUser === undefined
        ? undefined
        : positiveInteger('maxTokensPerUser', options.maxTokensPerUser),
    invalidateFamilyOnReuse: options.invalidateFamilyOnReuse ?? false,
    clock: options.clock ?? (() => new Date()),
    cache: options.cache && resolveCache(options.cache),
    invalidationBus: options.invalidationBus,
    logger: options.logger ?? console,
  })
}

function resolveCache({ store, ttl }: CacheOptions): CacheOptions {
  if (typeof store?.get !== 'function' || typeof store.set !== 'function' || typeof store.delete !== 'function') {
    throw new TypeError('cache.store must have the methods get, set and delete')
  }
  if (typeof ttl !== 'number' || !(ttl > 0 && ttl < Infinity)) {
    throw new TypeError('cache.ttl must be a number of milliseconds above 0')
  }
  return { store, ttl }
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

function resolveDigests([first, ...others]: readonly Digest[]): readonly [Digest, ...Digest[]] {
  if (!first) throw new TypeError('digests must not be an empty list')
  if (!first.writable) throw new TypeError(`digests: "${first.id}" only reads and cannot be the first`)
  return [first, ...others]
}
