import { positiveInteger } from './arguments.js'
import type { Digest } from './digests/digest.js'
import { sha256Digest } from './digests/sha256.js'
import { TokenGeneratorRegistry } from './generators/registry.js'

/** Where the library reports what must not fail a call: `console` will do. */
export interface Logger {
  error(message: string, detail?: unknown): void
}

/** The options of a repository. Each has a default. */
export interface WebAPITokenRepositoryOptions<Model extends string = string> {
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
  /** The current time. Default: the system's. */
  clock?: () => Date
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
  readonly clock: () => Date
  readonly logger: Logger
}

export function resolveOptions(options: WebAPITokenRepositoryOptions): ResolvedOptions {
  const { tokenType = 'wat', digests = [sha256Digest()] } = options
  return Object.freeze({
    tokenTypes: resolveTokenTypes(tokenType),
    model: options.model ?? 'webAPIToken',
    defaultTokenGeneratorId: options.defaultTokenGeneratorId,
    generators: options.generators ?? new TokenGeneratorRegistry(),
    digests: resolveDigests(digests),
    maxAttempts: positiveInteger('maxAttempts', options.maxAttempts ?? 20),
    clock: options.clock ?? (() => new Date()),
    logger: options.logger ?? console,
  })
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
