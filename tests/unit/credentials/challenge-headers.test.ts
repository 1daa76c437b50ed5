import fc from 'fast-check'

import { challengeHeaders } from '../../../src/credentials/challenge-headers.js'
import { WebAPITokenCredentialsError } from '../../../src/errors.js'
import { refused } from '../../../src/verification/result.js'
import { anyText } from '../support/arbitraries.js'

const conflict = new WebAPITokenCredentialsError('ERR_WEBAPI_TOKEN_CONFLICTING_CREDENTIALS', 'Two')

test('says nothing of an error where there was no token', () => {
  expect(challengeHeaders(undefined)).toStrictEqual({ 'WWW-Authenticate': 'Bearer realm="Web API"' })
})

test.each(['malformed', 'unknown', 'invalid', 'expired', 'user-inactive'] as const)(
  'tells a client that its token is not valid, but not that it is %s',
  (reason) => {
    const result = refused(reason, 'This API token expired on 2026-01-01: "stolen".', { id: 42 })
    expect(challengeHeaders(result)).toStrictEqual({
      'WWW-Authenticate':
        'Bearer realm="Web API", error="invalid_token", error_description="The API token is not valid."',
    })
  },
)

test('has nothing to say of a good token', () => {
  expect(challengeHeaders({ ok: true, record: {}, deprecated: false })).toStrictEqual({})
})

test('says when a token should be replaced', () => {
  expect(challengeHeaders({ ok: true, record: {}, deprecated: true })).toStrictEqual({
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
    fc.property(anyText, fc.constantFrom(undefined, refused('unknown', 'x'), conflict), (realm, outcome) => {
      const headers = challengeHeaders(outcome, { realm })
      expect(headers['WWW-Authenticate']).toMatch(
        /^Bearer realm="[ !#-[\]-~]*"(?:, error="\w+", error_description="[\w .]+")?$/,
      )
      expect(() => new Headers(headers)).not.toThrow()
    }),
  )
})
