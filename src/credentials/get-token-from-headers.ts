import { WebAPITokenCredentialsError } from '../errors.js'

/** The headers of a request: WHATWG `Headers`, or the object of Node's `IncomingMessage.headers`. */
export type RequestHeaders =
  { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>

/** The options of {@link getTokenFromHeaders}. */
export interface GetTokenFromHeadersOptions {
  /** Whether `X-API-Key` is read as well; a string names another header. Default: false. */
  apiKeyHeader?: boolean | string
}

/** RFC 9110, section 5.6.2. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/

/** RFC 9110, section 11.4: a scheme without case, one or more spaces, and the credentials. */
const authorization = /^(?:bearer|token) +(\S+) *$/i

/**
 * The token of a request: `Authorization: Bearer <token>` (RFC 6750), or `Authorization: token <token>`, as clients of
 * Djblets write it. Other schemes are left to others.
 *
 * @returns The token, or undefined when the request has none.
 * @example
 * ```ts
 * const result = await tokens.authenticate(getTokenFromHeaders(request.headers, { apiKeyHeader: true }))
 * ```
 * @throws WebAPITokenCredentialsError when the request has two tokens that are not the same.
 */
export function getTokenFromHeaders(
  headers: RequestHeaders,
  { apiKeyHeader = false }: GetTokenFromHeadersOptions = {},
): string | undefined {
  const tokens = valuesOf(headers, 'authorization').flatMap((value) => authorization.exec(value)?.[1] ?? [])
  if (apiKeyHeader !== false) {
    const name = apiKeyHeader === true ? 'x-api-key' : apiKeyHeader
    if (!headerName.test(name)) throw new TypeError('apiKeyHeader must be the name of a header')
    tokens.push(
      ...valuesOf(headers, name)
        .map((value) => value.trim())
        .filter((value) => value !== ''),
    )
  }
  const [token, ...others] = new Set(tokens)
  if (others.length > 0) {
    throw new WebAPITokenCredentialsError(
      'ERR_WEBAPI_TOKEN_CONFLICTING_CREDENTIALS',
      'The request has more than one API token',
    )
  }
  return token
}

function valuesOf(headers: RequestHeaders, name: string): string[] {
  const values = isFetchHeaders(headers) ? [headers.get(name) ?? []].flat() : ofObject(headers, name)
  // A header that came twice is joined with a comma, which no token has.
  return values.flatMap((joined) => joined.split(',')).map((single) => single.trim())
}

function isFetchHeaders(headers: RequestHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function'
}

/** Node has lower-case names; an object that somebody has written may have others. */
function ofObject(headers: Readonly<Record<string, string | readonly string[] | undefined>>, name: string): string[] {
  return Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === name.toLowerCase() ? (value ?? []) : [],
  )
}
