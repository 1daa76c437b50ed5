import type { TokenWhere } from '../../../../src/client/token-row.js'
import type { Digest } from '../../../../src/digests/digest.js'
import type { Settings } from '../../../../src/context/options.js'
import type { Provider } from '../provider.js'

/** The beginnings of what the built-in digests store. */
export const builtInPrefixes = ['sha256:', 'hmac-sha256:'] as const

/** A token that nobody has. */
function sampleToken({ tokenTypes, generators, defaultTokenGeneratorId }: Settings): string {
  const [tokenType] = tokenTypes
  try {
    const generator = generators.get(defaultTokenGeneratorId ?? generators.defaultId)
    if (generator) return generator.createToken({ tokenType, attempt: 0 })
  } catch {
    // Some need to know the owner.
  }
  return `${tokenType}_${'0'.repeat(38)}`
}

/** Returns what the digest would store of a token; undefined for one that takes tokens of another form only. */
export function storedSample(settings: Settings, digest: Digest): string | undefined {
  try {
    return digest.digest(sampleToken(settings))
  } catch {
    return undefined
  }
}

/** Returns how the rows of a digest begin; undefined for one whose rows do not name it. */
export function prefixOf(settings: Settings, digest: Digest): string | undefined {
  const prefix = `${digest.id}:`
  return storedSample(settings, digest)?.startsWith(prefix) ? prefix : undefined
}

/** Returns the filter for the rows that begin with a prefix. */
export function beginsWith(provider: Provider, field: string, prefix: string): TokenWhere {
  // SQLite's LIKE ignores case, and has no escapes. Its texts are compared byte by byte.
  if (provider === 'sqlite') return { [field]: { gte: prefix, lt: afterAll(prefix) } }
  return { [field]: { startsWith: prefix.replace(/[\\%_]/g, String.raw`\$&`) } }
}

/** Returns the first text after all that begin with the prefix. */
function afterAll(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
}

/** Returns the filter for the rows that begin with none of the prefixes. */
export function beginsWithNone(provider: Provider, field: string, prefixes: readonly string[]): TokenWhere {
  return { NOT: { OR: prefixes.map((prefix) => beginsWith(provider, field, prefix)) } }
}
