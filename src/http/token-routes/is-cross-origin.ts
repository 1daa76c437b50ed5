/**
 * Checks whether a browser sent a request from another origin, after the algorithm of Go's `net/http.CrossOriginProtection`
 * (https://words.filippo.io/csrf): by `Sec-Fetch-Site`, which every browser of today sends and no page can forge; for older ones by
 * `Origin`. What has neither is no browser.
 */
export function isCrossOrigin({ headers, url }: Request, trustedOrigins: readonly string[]): boolean {
  const origin = headers.get('origin')
  if (origin !== null && trustedOrigins.includes(origin)) return false
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site !== 'same-origin' && site !== 'none'
  if (origin === null) return false
  const host = headers.get('host') ?? new URL(url).host
  return !URL.canParse(origin) || new URL(origin).host !== host
}
