import type { TokenGenerator } from './generator.js'
import { legacySha1Generator } from './legacy-sha1.js'
import { nanoidGenerator } from './nanoid.js'
import { vendorChecksumGenerator } from './vendor-checksum.js'

/**
 * The generators of a repository. A new registry holds the three built-in ones: `nanoid` (the default), `vendor_checksum` and
 * `legacy_sha1`.
 *
 * @example
 * ```ts
 * const generators = new TokenGeneratorRegistry()
 * generators.register(legacySha1Generator({ secretKey }))
 * generators.unregister('vendor_checksum')
 * const tokens = new WebAPITokenRepository(prisma, { generators })
 * ```
 */
export class TokenGeneratorRegistry implements Iterable<TokenGenerator> {
  readonly #generators = new Map<string, TokenGenerator>()
  #defaultId = 'nanoid'

  constructor() {
    for (const generator of [nanoidGenerator(), vendorChecksumGenerator(), legacySha1Generator()]) {
      this.register(generator)
    }
  }

  /** Adds a generator, or replaces the one with the same id. */
  register(generator: TokenGenerator): this {
    if (typeof generator?.id !== 'string' || generator.id === '') {
      throw new TypeError('generator.id must be a non-empty string')
    }
    this.#generators.set(generator.id, generator)
    return this
  }

  /** Removes a generator: its tokens are no longer recognised. Returns whether it was there. */
  unregister(id: string): boolean {
    return this.#generators.delete(id)
  }

  /** Returns the generator with that id, if there is one. */
  get(id: string): TokenGenerator | undefined {
    return this.#generators.get(id)
  }

  /** The id of the generator of new tokens. Default: `nanoid`. */
  get defaultId(): string {
    return this.#defaultId
  }

  set defaultId(id: string) {
    if (!this.#generators.has(id)) throw new TypeError(`defaultId: no token generator "${id}" is registered`)
    this.#defaultId = id
  }

  /** The ids of the generators whose tokens should be replaced. */
  get deprecatedIds(): string[] {
    return [...this].filter((generator) => generator.deprecated).map((generator) => generator.id)
  }

  [Symbol.iterator](): IterableIterator<TokenGenerator> {
    return this.#generators.values()
  }
}
