/** Returns the path of a URL below its first segments, of which a pattern with parameters has as many. */
export function pathBelow(url: string, depth: number): string {
  const segments = new URL(url).pathname.split('/').slice(1 + depth)
  return `/${segments.join('/')}`
}
