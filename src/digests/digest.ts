/**
 * Turns a token into what the database stores in its place. The first digest of a repository writes; all of them read.
 * The stored text names its digest, and uses lower-case letters only, because MySQL's default collation compares
 * without case.
 */
export interface Digest {
  /** Names the algorithm, and the key where there is one. */
  readonly id: string
  /** Whether new tokens may be stored this way. */
  readonly writable: boolean
  /** The stored form of the token; `undefined` for a text that can never be a token. */
  digest(token: string): string | undefined
}

/** Every form in which the token may be stored, the one that new tokens get first. */
export function digestCandidates(digests: readonly Digest[], token: string): string[] {
  const candidates: string[] = []
  for (const each of digests) {
    const candidate = each.digest(token)
    if (candidate !== undefined) candidates.push(candidate)
  }
  return candidates
}
