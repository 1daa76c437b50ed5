import { inspect } from 'node:util'

import fc from 'fast-check'

import { getTokenFromHeaders, type RequestHeaders } from '../../../src/credentials/get-token-from-headers.js'
import { WebAPITokenCredentialsError } from '../../../src/errors.js'
import { anyText } from '../support/arbitraries.js'
import { thrownBy } from '../support/thrown-by.js'

const [one, other] = ['wat_one', 'wat_other']
const withKey = { apiKeyHeader: true }

const kinds: [string, (headers: Record<string, string>) => RequestHeaders][] = [
  ['WHATWG Headers', (headers) => new Headers(headers)],
  ["Node's headers", (headers) => headers],
  ['headers in lists', (headers) => mapped(headers, (name, value) => [name, [value]])],
  ['headers in other case', (headers) => mapped(headers, (name, value) => [name.toUpperCase(), value])],
]

describe.each(kinds)('in %s', (_kind, headersOf) => {
  const tokenOf = (headers: Record<string, string>, options = {}) => getTokenFromHeaders(headersOf(headers), options)

  test.each(['Bearer', 'bearer', 'BEARER', 'token', 'Token', 'TOKEN'])('finds the token of the scheme %s', (scheme) => {
    expect(tokenOf({ authorization: `${scheme} ${one}` })).toBe(one)
    expect(tokenOf({ authorization: `${scheme}    ${one}  ` })).toBe(one)
  })

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'Digest username="token wat_one"',
    `Bearers ${one}`,
    `XBearer ${one}`,
    `Bearer${one}`,
    `Bearer ${one} ${other}`,
    one,
  ])('finds none in "%s"', (authorization) => {
    expect(tokenOf({ authorization })).toBeUndefined()
    expect(tokenOf({ authorization }, withKey)).toBeUndefined()
  })

  test('finds none where there is no such header', () => {
    expect(tokenOf({})).toBeUndefined()
    expect(tokenOf({ host: 'localhost' }, withKey)).toBeUndefined()
  })

  test('reads X-API-Key only when it is told to', () => {
    const headers = { 'x-api-key': ` ${one} ` }
    expect(tokenOf(headers)).toBeUndefined()
    expect(tokenOf(headers, { apiKeyHeader: false })).toBeUndefined()
    expect(tokenOf(headers, withKey)).toBe(one)
    expect(tokenOf({ 'x-api-key': ' ' }, withKey)).toBeUndefined()
  })

  test.each(['x-acme-key', 'X-Acme-Key'])('reads the header %s instead when it is told to', (apiKeyHeader) => {
    expect(tokenOf({ 'x-acme-key': one }, { apiKeyHeader })).toBe(one)
    expect(tokenOf({ 'x-api-key': one }, { apiKeyHeader })).toBeUndefined()
  })

  test('takes equal tokens for one', () => {
    expect(tokenOf({ authorization: `Bearer ${one}, token ${one}` })).toBe(one)
    expect(tokenOf({ authorization: `Bearer ${one}`, 'x-api-key': `${one},${one}` }, withKey)).toBe(one)
  })

  test.each<[Record<string, string>]>([
    [{ authorization: `Bearer ${one}, Bearer ${other}` }],
    [{ authorization: `Bearer ${one},token ${other}` }],
    [{ authorization: `Bearer ${one}`, 'x-api-key': other }],
    [{ 'x-api-key': `${one}, ${other}` }],
  ])('refuses different tokens without telling them: %j', (headers) => {
    const error = thrownBy(() => tokenOf(headers, withKey))
    expect(error).toBeInstanceOf(WebAPITokenCredentialsError)
    expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_CONFLICTING_CREDENTIALS' })
    for (const text of [String(error), inspect(error, { depth: null, showHidden: true }), JSON.stringify(error)]) {
      expect(text).not.toContain(one)
      expect(text).not.toContain(other)
    }
  })

  test('leaves another scheme beside a token alone', () => {
    expect(tokenOf({ authorization: `Basic dXNlcjpwYXNz, Bearer ${one}` })).toBe(one)
    expect(tokenOf({ authorization: 'Basic dXNlcjpwYXNz', 'x-api-key': one }, withKey)).toBe(one)
  })

  test('does not count X-API-Key against a token when it is not read', () => {
    expect(tokenOf({ authorization: `Bearer ${one}`, 'x-api-key': other })).toBe(one)
  })
})

test('finds a token in a list of several values', () => {
  expect(getTokenFromHeaders({ authorization: ['Basic dXNlcjpwYXNz', `Bearer ${one}`] })).toBe(one)
  expect(() => getTokenFromHeaders({ authorization: [`Bearer ${one}`, `Bearer ${other}`] })).toThrow(
    WebAPITokenCredentialsError,
  )
  expect(getTokenFromHeaders({ authorization: [] })).toBeUndefined()
  expect(getTokenFromHeaders({ authorization: undefined })).toBeUndefined()
})

test('does not take a header of the name "get" for a method', () => {
  expect(getTokenFromHeaders({ get: 'x', authorization: `Bearer ${one}` })).toBe(one)
})

test('throws nothing but its own error, and returns nothing but a part of a header, whatever a client sends', () => {
  const part = fc.oneof(anyText, fc.constantFrom('Bearer ', 'token ', 'Basic ', ' ', ',', '\t', '\0', one, other))
  const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''))
  const value = fc.oneof(text, fc.array(text), fc.constant(undefined))
  const name = fc.constantFrom('authorization', 'Authorization', 'x-api-key', 'get', '__proto__', 'constructor')
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.boolean(), (headers, apiKeyHeader) => {
      try {
        const token = getTokenFromHeaders(headers, { apiKeyHeader })
        if (token === undefined) return
        expect(Object.values(headers).flat().join()).toContain(token)
        expect(token).toMatch(/^[^,]+$/)
      } catch (error) {
        expect(error).toBeInstanceOf(WebAPITokenCredentialsError)
      }
    }),
    { numRuns: 2000 },
  )
})

test.each([' ', 'Bearer ', ',', 'a', 'Bearer a,'])(
  'is quick with a megabyte of "%s"',
  (part) => {
    const headers = { authorization: `Bearer ${part.repeat(1_000_000 / part.length)} \0`, 'x-api-key': '' }
    expect(() => getTokenFromHeaders(headers, withKey)).not.toThrow()
  },
  5_000,
)

function mapped<T>(headers: Record<string, string>, entry: (name: string, value: string) => [string, T]) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => entry(name, value)))
}
