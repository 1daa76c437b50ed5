import { verify } from 'node:crypto'

/** A public key of GitHub's, as https://api.github.com/meta/public_keys/secret_scanning lists it. */
export interface GitHubPublicKey {
  readonly key_identifier: string
  /** In PEM. */
  readonly key: string
}

/** The keys, or a function that returns them, which is called for each request: let it keep what it has fetched. */
export type GitHubPublicKeys = readonly GitHubPublicKey[] | (() => Promise<readonly GitHubPublicKey[]>)

/**
 * Checks the signature of a request of GitHub's: ECDSA on P-256 with SHA-256, over the body as it came.
 *
 * @see https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export async function isSignedByGitHub(
  body: Uint8Array,
  headers: { get(name: string): string | null },
  keys: GitHubPublicKeys,
): Promise<boolean> {
  const identifier = headers.get('github-public-key-identifier')
  const signature = headers.get('github-public-key-signature')
  if (identifier === null || signature === null) return false
  const known = typeof keys === 'function' ? await keys() : keys
  const found = known.find(({ key_identifier }) => key_identifier === identifier)
  if (!found) return false
  try {
    return verify('sha256', body, found.key, Buffer.from(signature, 'base64'))
  } catch {
    // What is no key, or a signature of another form.
    return false
  }
}
