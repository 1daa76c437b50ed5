import type { Settings } from '../context/options.js'
import type { TokenInfo } from '../generators/generator.js'
import { tokenHint } from '../generators/token-hint.js'

/** Returns what a row stores of its token: nothing that would reveal it. */
export function secretColumns(
  { digests }: Pick<Settings, 'digests'>,
  plaintext: string,
  { tokenType = '' }: TokenInfo,
) {
  const digest = digests[0].digest(plaintext)
  if (digest === undefined)
    throw new TypeError(`digests: "${digests[0].id}" cannot store the token that the generator returned`)
  return { token: digest, tokenHint: tokenHint(plaintext, tokenType) }
}
