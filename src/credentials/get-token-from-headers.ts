import { WebAPITokenCredentialsError } from '../outcomes/errors.js'
import { isHttpToken } from '../util/http-token.js'
import { knownOptions } from '../arguments/known-options.js'
import { bearerTokens } from './authorization.js'

/**
 * The headers of a request: WHATWG `Headers`, or the object of Node's `IncomingMessage.headersDistinct`, or that of its
 * `headers`, which Express and Fastify have too. Of two headers `Authorization`, `headers` has the first one only, and says
 * nothing of the other: prefer `headersDistinct`.
 */
export type RequestHeaders =
  { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>

/** The options of {@link getTokenFromHeaders}. */
export interface GetTokenFromHeadersOptions {
  /** Whether to read `X-API-Key` as well; a string names another header. Default: false. */
  apiKeyHeader?: boolean | string | undefined
}

/** Node's limit for all headers together. No token is longer. */
const maxLength = 16_384

/**
 * Returns the token of a request: `Authorization: Bearer <token>` (RFC 6750), or `Authorization: token <token>`, as clients of
 * Djblets write it. Other schemes are ignored. An ambiguous header, or one that is too long, has no token.
 *
 * @returns The token, or undefined when the request has none.
 * @example
 * ```ts
 * const token = getTokenFromHeaders(request.headers, { apiKeyHeader: true }) // in Node: request.headersDistinct
 * const result = await tokens.authenticate(token)
 * ```
 * @throws WebAPITokenCredentialsError when the request has two tokens that are not the same.
 */
export function getTokenFromHeaders(headers: RequestHeaders, options?: GetTokenFromHeadersOptions): string | undefined {
  const { apiKeyHeader = false } = knownOptions('getTokenFromHeaders', options, { apiKeyHeader: true })
  if (typeof headers !== 'object' || (headers as unknown) === null || Array.isArray(headers)) {
    throw new TypeError('headers must be the headers of a request: a Headers object, or the headersDistinct of Node')
  }
  const tokens = valuesOf(headers, 'authorization').flatMap(bearerTokens)
  const keys = apiKeyHeader === false ? [] : valuesOf(headers, nameOf(apiKeyHeader)).flatMap(apiKeys)
  const [token, ...others] = new Set(tokens.concat(keys))
  if (others.length > 0) {
    throw new WebAPITokenCredentialsError()
  }
  return token
}

function nameOf(apiKeyHeader: unknown): string {
  const name = apiKeyHeader === true ? 'x-api-key' : apiKeyHeader
  if (typeof name === 'string' && isHttpToken(name)) return name.toLowerCase()
  throw new TypeError('apiKeyHeader must be true, false, or the name of a header')
}

/** Repeated headers are joined with a comma, which no token has. */
function apiKeys(header: string): string[] {
  return header
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '')
}

/** Returns the values of a header; none when they are too long. */
function valuesOf(headers: RequestHeaders, name: string): string[] {
  const values: string[] = []
  let length = 0
  for (const value of isFetchHeaders(headers) ? listed(headers.get(name)) : ofObject(headers, name)) {
    const text = typeof value === 'string' ? value : ''
    length += text.length + 1
    if (length > maxLength) return []
    values.push(text)
  }
  return values
}

function isFetchHeaders(headers: RequestHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function'
}

/** Node has lower-case names; other objects may not. */
function* ofObject(headers: Readonly<Record<string, unknown>>, name: string): Generator {
  for (const key of Object.keys(headers)) {
    if (key.toLowerCase() === name) yield* listed(headers[key])
  }
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}
