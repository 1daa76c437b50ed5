import { anyOf } from '../client/any-of.js'
import { checkedIdOf } from '../client/id.js'
import type { RepositoryContext } from './context.js'
import { ownWhere } from './own-where.js'
import { digestCandidates } from '../digests/digest.js'
import { WebAPITokenReferenceError } from '../outcomes/errors.js'
import type { TokenReferenceHint } from '../events/events.js'
import { tokenHintOf } from './token-type.js'
import type { Settings } from './options.js'
import { isRecognised } from './recognise-token.js'

/** Names a token: its plaintext, or an object with the id of its row. */
export type TokenReference<Id = unknown> = string | { readonly id: Id }

/** Returns the filter that finds the row. `argument` names the reference in an error. */
export function referenceWhere(
  reference: TokenReference,
  context: RepositoryContext,
  argument = 'token',
): Record<string, unknown> {
  const { field, values } = referenceKey(reference, context, argument)
  return { [field]: anyOf(values), ...ownWhere(context) }
}

/** Returns the field that finds the row, and the values that it may have. */
export function referenceKey(
  reference: TokenReference,
  { model, settings }: RepositoryContext,
  argument = 'token',
): { readonly field: 'id' | 'token'; readonly values: readonly unknown[] } {
  if (typeof reference !== 'string') return { field: 'id', values: [checkedIdOf(argument, reference, model.idType)] }
  return { field: 'token', values: digestCandidates(settings.digests, reference) }
}

/**
 * Throws for a string that matched no row and no generator's format: most likely an id, whose token would silently stay valid.
 * It runs after the query, so that tokens of generators that are no longer registered can be named.
 */
export function assertCouldBeToken(reference: TokenReference, settings: Settings): void {
  if (typeof reference === 'string' && !isRecognised(settings, reference)) throw new WebAPITokenReferenceError()
}

/** Returns what an event may tell of the reference. */
export function referenceHint(reference: TokenReference, { tokenTypes }: Settings): TokenReferenceHint {
  if (typeof reference !== 'string') return { id: reference.id }
  return { tokenHint: tokenHintOf(reference, { tokenTypes }) }
}
