/**
 * Computes what the database stores in place of a token. The first digest of a repository writes; all of them read. The stored
 * string names its digest, in lower case, since MySQL's default collation ignores case.
 */
export interface Digest {
  /** Names the algorithm, and the key where there is one. */
  readonly id: string
  /** Whether new tokens may be stored this way. */
  readonly writable: boolean
  /** Returns the stored form of the token; undefined for a string that can never be a token. */
  digest(token: string): string | undefined
  /**
   * Checks whether a string has the form of what this digest stores. Such a string is never looked up as a plaintext: a stolen digest
   * must not pass for a token. Required beside `plaintextDigest()`.
   */
  matches?(text: string): boolean
}

/** Returns every form in which the token may be stored; that of new tokens comes first. */
export function digestCandidates(digests: readonly Digest[], token: string): string[] {
  const candidates: string[] = []
  for (const each of digests) {
    const candidate = each.digest(token)
    if (candidate === undefined) continue
    // Stored as it is: it may be what another digest has stored.
    if (candidate === token && digests.some((digest) => digest.matches?.(token))) continue
    candidates.push(candidate)
  }
  return candidates
}
