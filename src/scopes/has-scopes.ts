import { knownOptions } from '../arguments/known-options.js'
import { covers } from './covers.js'
import { requiredScopes, scopeList } from './scope-list.js'
import { scopesOf } from './scopes-of.js'

/** The options of {@link hasScopes}. */
export interface HasScopesOptions {
  /** The scopes that the repository declares, where some of them end in `*`. Default: each scope stands for itself alone. */
  declared?: readonly string[] | undefined
}

/** The app's own type of scope, where its column has one. */
type ScopeOf<Row extends { readonly scopes?: unknown }> = Row['scopes'] extends readonly (infer Scope extends string)[]
  ? Scope
  : string

/**
 * Checks whether a token has all of some scopes. What the record does not clearly say denies: a token without scopes has none.
 *
 * @param record - The row of a token, with its field `scopes`, such as the `record` of `authenticate`.
 * @param scopes - The scopes that are required, at least one.
 * @example
 * ```ts
 * if (!hasScopes(result.record, ['projects:write'])) return new Response('Read-only token', { status: 403 })
 * ```
 * @throws TypeError for an empty or invalid list of scopes.
 */
export function hasScopes<Row extends { readonly scopes?: unknown }>(
  record: Row,
  scopes: readonly ScopeOf<Row>[],
  options?: HasScopesOptions,
): boolean {
  const { declared = [] } = knownOptions('hasScopes', options, { declared: true })
  const known = scopeList('declared', declared)
  const required = requiredScopes('scopes', scopes)
  if (typeof record !== 'object' || record === null) throw new TypeError('record must be the row of a token')
  const granted = scopesOf(record)
  return required.every((scope) => covers(granted, scope, known))
}
