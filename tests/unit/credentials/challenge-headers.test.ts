import fc from 'fast-check'

import { challengeHeaders } from '../../../src/credentials/challenge-headers.js'
import {
  WebAPITokenAuthenticationError,
  WebAPITokenCredentialsError,
  WebAPITokenLimitError,
} from '../../../src/outcomes/errors.js'
import { refused } from '../../../src/outcomes/result.js'
import { anyText } from '../support/arbitraries.js'
import { thrownBy } from '../support/thrown-by.js'

const conflict = new WebAPITokenCredentialsError()

const publicMessage = 'The API token is not valid.'

test.each([
  ['no result', undefined],
  ['a result', refused('missing', 'The request has no API token.')],
  ['an error', new WebAPITokenAuthenticationError('ERR_WEBAPI_TOKEN_MISSING', 'None.', 'None.')],
])('says nothing of an error where there was no token: %s', (_kind, outcome) => {
  expect(challengeHeaders(outcome)).toStrictEqual({ 'WWW-Authenticate': 'Bearer realm="Web API"' })
})

test.each([
  'ERR_WEBAPI_TOKEN_MALFORMED',
  'ERR_WEBAPI_TOKEN_UNKNOWN',
  'ERR_WEBAPI_TOKEN_INVALID',
  'ERR_WEBAPI_TOKEN_EXPIRED',
  'ERR_WEBAPI_TOKEN_USER_INACTIVE',
] as const)('says of the error %s what it says of the result', (code) => {
  const error = new WebAPITokenAuthenticationError(code, 'This API token expired on 2026-01-01.', publicMessage)
  expect(challengeHeaders(error)).toStrictEqual(challengeHeaders(refused('unknown', 'x')))
})

test.each([[new Error('database')], [new WebAPITokenLimitError(5, 1)], [null], ['wat_one'], [{}], [{ ok: 'yes' }]])(
  'takes nothing else for an outcome, and keeps what it was: %p',
  (outcome) => {
    const error = thrownBy(() => challengeHeaders(outcome as never))
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).message).toMatch(/^outcome must be/)
    expect((error as Error).message).not.toContain('wat_one')
    expect((error as Error).cause).toBe(outcome instanceof Error ? outcome : undefined)
  },
)

test('refuses options that it does not know, and a realm that is no text', () => {
  expect(() => challengeHeaders(undefined, { relm: 'x' } as never)).toThrow(/^challengeHeaders: .*"realm"$/)
  expect(() => challengeHeaders(undefined, { realm: 7 } as never)).toThrow(new TypeError('realm must be a string'))
  expect(challengeHeaders(undefined, { realm: undefined })).toStrictEqual(challengeHeaders(undefined))
})

test.each(['malformed', 'unknown', 'invalid', 'expired', 'user-inactive'] as const)(
  'tells a client that its token is not valid, but not that it is %s',
  (reason) => {
    const result = refused(reason, 'This API token expired on 2026-01-01: "stolen".', { record: { id: 42 } })
    expect(challengeHeaders(result)).toStrictEqual({
      'WWW-Authenticate':
        'Bearer realm="Web API", error="invalid_token", error_description="The API token is not valid."',
    })
  },
)

test('has nothing to say of a good token', () => {
  expect(challengeHeaders({ ok: true, record: {}, deprecated: false, tokenType: undefined })).toStrictEqual({})
})

test('says when a token should be replaced', () => {
  expect(challengeHeaders({ ok: true, record: {}, deprecated: true, tokenType: undefined })).toStrictEqual({
    'X-API-Token-Deprecated': 'true',
  })
})

test('takes several tokens for a faulty request', () => {
  expect(challengeHeaders(conflict)).toStrictEqual({
    'WWW-Authenticate': 'Bearer realm="Web API", error="invalid_request", error_description="More than one API token."',
  })
})

test.each([
  ['Acme', 'Acme'],
  ['', ''],
  ['Acme "API"', 'Acme API'],
  ['a\\', 'a'],
  ['a\r\nSet-Cookie: b', 'aSet-Cookie: b'],
  ['Käse\0\t\u2028🔑\x7f', 'Kse'],
  ['a", error="b', 'a, error=b'],
])('writes the realm %j as "%s"', (realm, written) => {
  expect(challengeHeaders(undefined, { realm })).toStrictEqual({ 'WWW-Authenticate': `Bearer realm="${written}"` })
})

test('stays within the quotes and the header, whatever the realm is', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.constantFrom(undefined, refused('missing', 'x'), refused('unknown', 'x'), conflict),
      (realm, outcome) => {
        const headers = challengeHeaders(outcome, { realm })
        expect(headers['WWW-Authenticate']).toMatch(
          /^Bearer realm="[ !#-[\]-~]*"(?:, error="\w+", error_description="[\w .]+")?$/,
        )
        expect(() => new Headers(headers)).not.toThrow()
      },
    ),
  )
})
