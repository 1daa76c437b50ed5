import { WebAPITokenScopeError } from '../outcomes/errors.js'
import { covers } from '../scopes/covers.js'
import { scopeList } from '../scopes/scope-list.js'
import type { Settings } from './options.js'

/**
 * Checks scopes that a token is to have. They must be declared, and covered by each of the `limits`: the scopes of the kind of the
 * token, and of those that it comes from.
 */
export function grantedScopes(
  { rules: { scopes: declared } }: Pick<Settings, 'rules'>,
  given: unknown,
  limits: readonly (readonly string[])[],
): string[] {
  const scopes = scopeList('scopes', given)
  for (const scope of scopes) {
    if (!declared.includes(scope)) throw new WebAPITokenScopeError('ERR_WEBAPI_TOKEN_UNKNOWN_SCOPE', scope)
    if (!limits.every((limit) => covers(limit, scope, declared))) {
      throw new WebAPITokenScopeError('ERR_WEBAPI_TOKEN_SCOPE_EXCEEDED', scope)
    }
  }
  return scopes
}

/** Returns those of a token's scopes that its kind, or a token that it was made with, has as well. */
export function coveredScopes(
  { rules: { scopes: declared } }: Pick<Settings, 'rules'>,
  scopes: readonly string[],
  limit: readonly string[],
): string[] {
  return scopes.filter((scope) => covers(limit, scope, declared))
}
