import type { TokenInfo } from '../generators/generator.js'
import { tokenHint } from '../generators/token-hint.js'
import type { ResolvedOptions } from '../context/options.js'

/** What the row keeps of the token: nothing that it could be made from again. */
export function secretColumns({ digests }: ResolvedOptions, token: string, { tokenType = '' }: TokenInfo) {
  const digest = digests[0].digest(token)
  if (digest === undefined) throw new TypeError(`digests: "${digests[0].id}" cannot store what the generator has made`)
  return { token: digest, tokenHint: tokenHint(token, tokenType) }
}
