/** RFC 6749, section 3.3: visible ASCII but `"` and `\`, so that challenges can name them. */
const scopeToken = /^[!#-[\]-~]+$/

/** Checks for a list of scopes; `name` is the argument's. Scopes that are listed twice become one. */
export function scopeList(name: string, scopes: unknown): string[] {
  if (Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string' && scopeToken.test(scope))) {
    return [...new Set(scopes as string[])]
  }
  throw new TypeError(`${name} must be a list of scopes, which have no spaces, quotes or backslashes`)
}

/** Checks for a list of scopes that is not empty: nobody requires nothing by intention. */
export function requiredScopes(name: string, scopes: unknown): string[] {
  const required = scopeList(name, scopes)
  if (required.length === 0) throw new TypeError(`${name} must not be an empty list`)
  return required
}
