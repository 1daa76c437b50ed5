import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { inspect } from 'node:util'

import fc from 'fast-check'

import { getTokenFromHeaders, type RequestHeaders } from '../../../src/credentials/get-token-from-headers.js'
import { WebAPITokenCredentialsError } from '../../../src/outcomes/errors.js'
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
    `Bearer\t${one}`,
    `Bearer "${one}"`,
    `Bearer token="${one}"`,
    `Bearer token=${one}`,
    `Bearer =${one}`,
    one,
    // Inside of a quoted string, which has commas and quotes of its own.
    `Digest username="a, Bearer ${one}, b"`,
    `Digest username="a\\", Bearer ${one}, b"`,
    `Digest username="a\\\\\\", Bearer ${one}"`,
    `Digest username="a" , realm="x, Bearer ${one}"`,
    `Digest realm = "x, Bearer ${one}, ", uri=/`,
    // A quoted string without an end, or where there is no place for one.
    `Digest username="a, Bearer ${one}`,
    `Digest username=a", Bearer ${one}`,
    `Basic "dXNlcjpwYXNz, Bearer ${one}`,
    `Digest username="a"b", Bearer ${one}, "`,
    `Digest username="a" "b", Bearer ${one}`,
    // Quotes that somebody has not escaped: a parameter may not follow a token.
    `Digest username="a", Bearer ${one}, b=""`,
    `Bearer ${one}, realm="x"`,
    // No list of credentials.
    `realm="x", Bearer ${one}`,
    `Custom a b c, Bearer ${one}`,
    `Bearer ${one}, Bearer ${one} ${other}`,
    `Bearer ${one}, ${other}`,
    `Bearer ${one}, Basic`,
    `Bearer ${one}, Bearer`,
    `(comment), Bearer ${one}`,
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
    expect(tokenOf({ authorization: 'Digest username="a, b"', 'x-api-key': one }, withKey)).toBe(one)
  })

  test.each([
    `Bearer ${one}, Digest a=1, b=2`,
    `Digest a=1, b=2, Bearer ${one}`,
    `Digest a=1,b="2, \\"3\\"",c = "" ,Bearer ${one}`,
    `Digest username="Bearer ${other}, b", Bearer ${one}`,
    `Negotiate, Bearer ${one}`,
    `AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host;range, Signature=0, token ${one}`,
    `, ,\t,Bearer ${one} ,, `,
  ])('finds the token beside another scheme: %s', (authorization) => {
    expect(tokenOf({ authorization })).toBe(one)
  })

  test.each(['-._~+/', 'a==', '!$%&:;@'])('finds a token of the characters "%s"', (token) => {
    expect(tokenOf({ authorization: `Bearer ${token}, Basic x` })).toBe(token)
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

test.each([
  ['1 MB of commas', ','.repeat(1_048_576)],
  ['a token and 1 MB of commas', `Bearer ${one}${','.repeat(1_048_576)}`],
  ['1 MB of spaces', `Bearer ${' '.repeat(1_048_576)}${one}`],
  ['1 MB of a token', `Bearer ${'a'.repeat(1_048_576)}`],
  ['1 MB of parameters', `Bearer ${one}, Digest ${'a="b", '.repeat(149_797)}`],
])('reads nothing of a header that is too long: %s', (_kind, authorization) => {
  for (const headers of [{ authorization }, { authorization: [authorization] }, new Headers({ authorization })]) {
    expect(getTokenFromHeaders(headers)).toBeUndefined()
    expect(getTokenFromHeaders(headers, withKey)).toBeUndefined()
  }
  // Many headers are as long as one.
  expect(
    getTokenFromHeaders({ authorization: [`Bearer ${one}`, ...Array.from({ length: 20_000 }, () => ',')] }),
  ).toBeUndefined()
})

test('reads a header of up to 16 KB', () => {
  expect(getTokenFromHeaders({ authorization: `Bearer ${one}${','.repeat(16_000)}` })).toBe(one)
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

/** What a client may write into an auth-param's quoted string (RFC 9110, section 5.6.4), quotes and commas included. */
const quoted = fc
  .array(fc.constantFrom(', ', ',', '\\"', '\\\\', ' ', '=', 'a', `Bearer ${other}`, `, Bearer ${other}, `, 'token '))
  .map((parts) => `"${parts.join('')}"`)
const parameter = fc.record({
  name: fc.constantFrom('realm', 'Bearer', 'token'),
  equals: fc.constantFrom('=', ' = ', '\t='),
  value: fc.oneof(quoted, fc.constantFrom('a', other)),
})
const credentials = fc.oneof(
  fc.constantFrom('Negotiate', 'Basic dXNlcjpwYXNz', `Basic ${other}`, `Digest ${other}==`),
  fc
    .tuple(
      fc.constantFrom('Digest', 'Custom', 'Bearer'),
      fc.array(
        parameter.map(({ name, equals, value }) => name + equals + value),
        { minLength: 1, maxLength: 4 },
      ),
      fc.constantFrom(', ', ',', ' ,\t', ', ,'),
    )
    .map(([scheme, parameters, comma]) => `${scheme} ${parameters.join(comma)}`),
)

test('never takes a token from the credentials of another scheme, and finds the one beside them: 5,000 headers', () => {
  fc.assert(
    fc.property(fc.array(credentials, { maxLength: 4 }), fc.nat(4), (others, place) => {
      expect(getTokenFromHeaders({ authorization: others.join(', ') })).toBeUndefined()
      expect(getTokenFromHeaders({ authorization: others })).toBeUndefined()
      const all = others.toSpliced(place, 0, `Bearer ${one}`)
      // Behind the comma, a word alone may be a part of the token.
      const joined = others.slice(place).includes('Negotiate') ? undefined : one
      expect(getTokenFromHeaders({ authorization: all.join(',') })).toBe(joined)
      expect(getTokenFromHeaders(new Headers(all.map((value) => ['authorization', value])))).toBe(joined)
      expect(getTokenFromHeaders({ authorization: all })).toBe(one)
    }),
    { numRuns: 5000 },
  )
})

test('never takes a token from an unfinished header: 2,000 cut anywhere', () => {
  const header = fc.array(parameter, { minLength: 1 }).map((parameters) => {
    return `Digest ${parameters.map(({ name, value }) => `${name}=${value}`).join(', ')}`
  })
  fc.assert(
    fc.property(header, fc.nat(200), (text, length) => {
      expect(getTokenFromHeaders({ authorization: text.slice(0, length) })).toBeUndefined()
    }),
    { numRuns: 2000 },
  )
})

describe('two megabytes', () => {
  const size = 2_000_000
  const parts = [',', ', ', ' ', '\t', '"', '\\"', '"",', '=', 'a', 'a=', 'a=1,', 'Bearer ', `Bearer ${one},`, 'a b,']

  test.each(['authorization', 'x-api-key'].flatMap((name) => parts.map((part) => [part, name])))(
    'of %j in %s are not looked at',
    (part, name) => {
      const text = `Bearer ${part.repeat(size / part.length)}x`
      expect(getTokenFromHeaders({ [name]: text }, withKey)).toBeUndefined()
      expect(getTokenFromHeaders({ [name]: `${text}\0` }, withKey)).toBeUndefined()
      expect(getTokenFromHeaders(new Headers({ [name]: text }), withKey)).toBeUndefined()
    },
  )

  test.each(['authorization', 'x-api-key'])('of values of %s are looked at up to a limit', (name) => {
    for (const value of ['', one, `Bearer ${one}`, '"', ',']) {
      let seen = 0
      const values = new Proxy<string[]>(Array<string>(size).fill(value), {
        get(target, key, receiver) {
          if (/^\d+$/.test(String(key))) seen++
          return Reflect.get(target, key, receiver) as unknown
        },
      })
      expect(getTokenFromHeaders({ [name]: values }, withKey)).toBeUndefined()
      expect(seen).toBeGreaterThan(0)
      expect(seen).toBeLessThan(20_000)
    }
  })

  test('of one header leave the other one alone', () => {
    const headers = { authorization: ','.repeat(size), 'x-api-key': one }
    expect(getTokenFromHeaders(headers, withKey)).toBe(one)
    expect(getTokenFromHeaders({ authorization: `Bearer ${one}`, 'x-api-key': ','.repeat(size) }, withKey)).toBe(one)
  })
})

test('a header as long as Node takes them is looked at', () => {
  const padding = `Digest a="${'b,'.repeat(8_000)}"`
  expect(getTokenFromHeaders({ authorization: `${padding}, Bearer ${one}` })).toBe(one)
})

test('two Authorization headers of a request are a conflict in headersDistinct of Node, and one of them in headers', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const lines = [`Authorization: Bearer ${one}`, `Authorization: Bearer ${other}`, 'Host: a', 'get: x']
  socket.write(`GET / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  const [request] = (await once(server, 'request')) as [IncomingMessage]
  socket.destroy()
  server.closeAllConnections()
  server.close()

  expect(getTokenFromHeaders(request.headers)).toBe(one)
  expect(() => getTokenFromHeaders(request.headersDistinct)).toThrow(WebAPITokenCredentialsError)
})

const headersMessage = 'headers must be the headers of a request: a Headers object, or the headersDistinct of Node'

test.each([undefined, null, 'Bearer a', 7, ['Authorization', 'Bearer a']])('refuses the headers %p', (headers) => {
  expect(() => getTokenFromHeaders(headers as never)).toThrow(new TypeError(headersMessage))
})

test.each([[null], [7], [''], ['x api key'], [['x-api-key']]])('refuses the apiKeyHeader %p', (apiKeyHeader) => {
  expect(() => getTokenFromHeaders({}, { apiKeyHeader } as never)).toThrow(/^apiKeyHeader must be/)
})

test('refuses options that it does not know', () => {
  expect(() => getTokenFromHeaders({}, { apiKey: true } as never)).toThrow(/^getTokenFromHeaders: .*"apiKeyHeader"$/)
  expect(() => getTokenFromHeaders({}, true as never)).toThrow(TypeError)
  expect(getTokenFromHeaders({ 'x-api-key': one }, { apiKeyHeader: undefined })).toBeUndefined()
})

function mapped<T>(headers: Record<string, string>, entry: (name: string, value: string) => [string, T]) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => entry(name, value)))
}
