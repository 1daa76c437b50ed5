import { anyOf } from '../client/any-of.js'
import { checkedIdOf } from '../client/id.js'
import type { RepositoryContext } from './context.js'
import { digestCandidates } from '../digests/digest.js'
import { WebAPITokenReferenceError } from '../outcomes/errors.js'
import type { TokenReferenceHint } from '../events/events.js'
import { tokenHint } from '../generators/token-hint.js'
import type { Settings } from './options.js'
import { isRecognised } from './recognise-token.js'

/** A token, either itself or by the id of its row. */
export type TokenReference<Id = unknown> = string | { readonly id: Id }

/** The filter that finds the row. */
export function referenceWhere(
  reference: TokenReference,
  { model, settings }: RepositoryContext,
): Record<string, unknown> {
  if (typeof reference === 'string') return { token: anyOf(digestCandidates(settings.digests, reference)) }
  return { id: checkedIdOf('token', reference, model.idType) }
}

/**
 * Throws for a text that matched no row and that no generator makes: most likely an id, whose token would stay valid
 * without anybody knowing. Not earlier, so that tokens of a generator that is no longer registered can be named.
 */
export function assertCouldBeToken(reference: TokenReference, settings: Settings): void {
  if (typeof reference === 'string' && !isRecognised(settings, reference)) throw new WebAPITokenReferenceError()
}

/** What an event may tell of the reference. */
export function referenceHint(reference: TokenReference, { tokenTypes }: Settings): TokenReferenceHint {
  if (typeof reference !== 'string') return { id: reference.id }
  return { tokenHint: tokenHintOf(reference, { tokenTypes }) }
}

/** What may be shown of a token that was presented. */
export function tokenHintOf(token: string, { tokenTypes }: Pick<Settings, 'tokenTypes'>): string {
  return tokenHint(token, tokenTypeOf(token, { tokenTypes }))
}

/** The longest type that a token begins with; the first one for a token without. */
export function tokenTypeOf(token: string, { tokenTypes }: Pick<Settings, 'tokenTypes'>): string {
  const matching = tokenTypes.filter((type) => token.startsWith(`${type}_`))
  // A type may be the beginning of another one.
  return matching.sort((a, b) => b.length - a.length)[0] ?? tokenTypes[0]
}
