/**
 * Checks whether granted scopes include a required one: itself, or one that ends in `*` and that the app has declared, which includes
 * every scope that begins with what stands before the `*`.
 */
export function covers(granted: readonly string[], required: string, declared: readonly string[]): boolean {
  return granted.some(
    (scope) =>
      scope === required ||
      (scope.endsWith('*') && declared.includes(scope) && required.startsWith(scope.slice(0, -1))),
  )
}
