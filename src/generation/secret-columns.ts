import type { TokenInfo } from '../generators/generator.js'
import { tokenHint } from '../generators/token-hint.js'
import type { ResolvedOptions } from '../options.js'

/** What the row keeps of the token: nothing that it could be made from again. */
export function secretColumns({ digests }: ResolvedOptions, token: string, { tokenType = '' }: TokenInfo) {
  return { token: digests[0].digest(token), tokenHint: tokenHint(token, tokenType) }
}
