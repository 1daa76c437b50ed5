import { anyOf } from './client/any-of.js'
import { digestCandidates } from './digests/digest.js'
import type { TokenReferenceHint } from './events.js'
import { tokenHint } from './generators/token-hint.js'
import type { ResolvedOptions } from './options.js'

/** A token, either itself or by the id of its row. */
export type TokenReference<Id = unknown> = string | { readonly id: Id }

/** The filter that finds the row. */
export function referenceWhere(reference: TokenReference, { digests }: ResolvedOptions): Record<string, unknown> {
  if (typeof reference === 'string') return { token: anyOf(digestCandidates(digests, reference)) }
  return { id: idOf('token', reference) }
}

/** What an event may tell of the reference. */
export function referenceHint(reference: TokenReference, { tokenTypes }: ResolvedOptions): TokenReferenceHint {
  if (typeof reference !== 'string') return { id: reference.id }
  return { tokenHint: tokenHintOf(reference, { tokenTypes }) }
}

/** What may be shown of a token that was presented. */
export function tokenHintOf(token: string, { tokenTypes }: Pick<ResolvedOptions, 'tokenTypes'>): string {
  return tokenHint(token, tokenTypeOf(token, { tokenTypes }))
}

/** The longest type that a token begins with; the first one for a token without. */
export function tokenTypeOf(token: string, { tokenTypes }: Pick<ResolvedOptions, 'tokenTypes'>): string {
  const matching = tokenTypes.filter((type) => token.startsWith(`${type}_`))
  // A type may be the beginning of another one.
  return matching.sort((a, b) => b.length - a.length)[0] ?? tokenTypes[0]
}

/** The id in an object that has one; `argument` names the object in the error. */
export function idOf(argument: string, value: unknown): unknown {
  const id = (value as { id?: unknown } | null | undefined)?.id
  if (!isId(id)) throw new TypeError(`${argument} must have an id: a string, a number or a bigint`)
  return id
}

export function isId(value: unknown): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value))
}
