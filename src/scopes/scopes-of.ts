/** Returns the scopes of a row; none for a column that holds anything else than a list of strings. */
export function scopesOf({ scopes }: { readonly scopes?: unknown }): readonly string[] {
  return Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string') ? scopes : []
}
