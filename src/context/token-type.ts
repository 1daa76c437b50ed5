import { tokenHint } from '../generators/token-hint.js'
import type { Settings } from './options.js'

/** Returns what may be shown of a token that was presented. */
export function tokenHintOf(token: string, { tokenTypes }: Pick<Settings, 'tokenTypes'>): string {
  return tokenHint(token, tokenTypeOf(token, { tokenTypes }))
}

/** Returns the longest token type that the token begins with; the first type for a token without any. */
export function tokenTypeOf(token: string, settings: Pick<Settings, 'tokenTypes'>): string {
  return prefixOf(token, settings) ?? settings.tokenTypes[0]
}

/** Returns the longest token type that the token begins with; undefined for a token without any. */
export function prefixOf(token: string, { tokenTypes }: Pick<Settings, 'tokenTypes'>): string | undefined {
  let longest: string | undefined
  for (const type of tokenTypes) {
    // A type may be the prefix of another one.
    const isLonger = longest === undefined || type.length > longest.length
    if (isLonger && token[type.length] === '_' && token.startsWith(type)) longest = type
  }
  return longest
}
