import { inspect } from 'node:util'

import fc from 'fast-check'

import { hmacSha256Digest } from '../../../src/digests/hmac-sha256.js'
import vectors from '../../vectors/hmac-sha256.json' with { type: 'json' }
import { anyText } from '../support/arbitraries.js'
import { thrownBy } from '../support/thrown-by.js'

const key = 'k'.repeat(32)

test.each(vectors.vectors)('has the known answer for $note', ({ keyId, keyHex, token, stored }) => {
  expect(hmacSha256Digest({ keyId, key: Buffer.from(keyHex, 'hex') }).digest(token)).toBe(stored)
})

test('takes a string for its UTF-8 bytes', () => {
  const text = 'Schlüssel der Zürcher Büros, 32+'
  const vector = vectors.vectors.find(({ keyId }) => keyId === 'utf8')
  expect(Buffer.from(text).toString('hex')).toBe(vector?.keyHex)
  expect(hmacSha256Digest({ keyId: 'utf8', key: text }).digest(vector?.token ?? '')).toBe(vector?.stored)
})

test('stores any text in lower case, and differently with another key', () => {
  const [one, other] = [hmacSha256Digest({ keyId: 'k', key }), hmacSha256Digest({ keyId: 'k', key: `${key}.` })]
  fc.assert(
    fc.property(anyText, (text) => {
      expect(one.digest(text)).toMatch(/^hmac-sha256:k:[0-9a-f]{64}$/)
      expect(one.digest(text)).not.toBe(other.digest(text))
    }),
  )
})

test('names the key, and may write', () => {
  expect(hmacSha256Digest({ keyId: '2027', key })).toMatchObject({ id: 'hmac-sha256:2027', writable: true })
})

test.each(['', 'A', 'a b', 'a:b', 'ä', 'a\n', 'x'.repeat(65), 1, undefined, null])('refuses the key id %j', (keyId) => {
  expect(() => hmacSha256Digest({ keyId: keyId as string, key })).toThrow(
    new TypeError('keyId must be 1 to 64 characters of a-z, 0-9, ".", "_" and "-"'),
  )
})

test('needs 32 bytes, not 32 characters', () => {
  const withKey = (key: string | Uint8Array) => () => hmacSha256Digest({ keyId: 'k', key })
  const tooShort = new TypeError('key must have at least 32 bytes')
  expect(withKey('k'.repeat(31))).toThrow(tooShort)
  expect(withKey(new Uint8Array(31))).toThrow(tooShort)
  expect(withKey('')).toThrow(tooShort)
  expect(withKey(`é${'k'.repeat(30)}`)).not.toThrow()
  expect(withKey(new Uint8Array(32))).not.toThrow()
})

test.each([undefined, null, 32, {}, Array.from({ length: 32 }, () => 1)])('refuses the key %j', (key) => {
  expect(() => hmacSha256Digest({ keyId: 'k', key: key as string })).toThrow(
    new TypeError('key must be a string or bytes'),
  )
})

test('keeps its key when the bytes of the caller change', () => {
  const bytes = new Uint8Array(32)
  const digest = hmacSha256Digest({ keyId: 'k', key: bytes })
  const before = digest.digest('token')
  bytes.fill(1)
  expect(digest.digest('token')).toBe(before)
})

test('shows its key neither when printed nor in an error', () => {
  const secret = 'a-key-that-nobody-may-see'
  const digest = hmacSha256Digest({ keyId: 'k', key: secret.padEnd(32, '!') })
  expect(inspect(digest, { depth: null, showHidden: true }) + JSON.stringify(digest)).not.toContain(secret)
  expect(inspect(thrownBy(() => hmacSha256Digest({ keyId: 'k', key: secret })))).not.toContain(secret)
})

test("leaves no copy of its key in Node's pool of buffers, which all code of the process shares", () => {
  // Not as a constant, which the test itself could put there.
  const key = Array.from({ length: 48 }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26))).join('')
  const pool = Buffer.from(Buffer.allocUnsafe(1).buffer)
  hmacSha256Digest({ keyId: 'a', key })
  expect(pool.toString('latin1')).not.toContain(key)
})
