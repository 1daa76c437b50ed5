import { createHash } from 'node:crypto'

import fc from 'fast-check'

import { resolveOptions } from '../../../src/context/options.js'
import { type Digest, digestCandidates } from '../../../src/digests/digest.js'
import { hexDigest } from '../../../src/digests/hex-digest.js'
import { hmacSha256Digest } from '../../../src/digests/hmac-sha256.js'
import { plaintextDigest } from '../../../src/digests/plaintext.js'
import { sha256Digest } from '../../../src/digests/sha256.js'

// FIPS 180-2, appendix B.1 and C.1: the digests of "abc".
const abc = {
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sha512:
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
}

test.each(['sha256', 'sha512'] as const)('stores %s in bare lower-case hex, and only reads by default', (algorithm) => {
  const digest = hexDigest({ algorithm })
  expect(digest.digest('abc')).toBe(abc[algorithm])
  expect(digest).toMatchObject({ id: `hex-${algorithm}`, writable: false })
  expect(hexDigest({ algorithm, writable: true, id: 'old' })).toMatchObject({ id: 'old', writable: true })
})

test('hashes a part of the token, or more than the token', () => {
  const behindPrefix = hexDigest({ algorithm: 'sha256', of: (token) => token.split('_')[1] })
  expect(behindPrefix.digest('cal_abc')).toBe(abc.sha256)
  expect(behindPrefix.digest('abc')).toBeUndefined()
  const withSecret = hexDigest({ algorithm: 'sha256', of: (token) => `${token}secret` })
  expect(withSecret.digest('abc')).toBe(createHash('sha256').update('abcsecret').digest('hex'))
})

test.each([
  () => '',
  () => undefined,
  () => 7,
  () => Promise.resolve('abc'),
  () => {
    throw new Error('Not mine')
  },
])('knows no token of which there is nothing to hash: %p', (of) => {
  expect(hexDigest({ algorithm: 'sha256', of: of as never }).digest('abc')).toBeUndefined()
})

test.each([
  [{ algorithm: 'md5' }, "algorithm must be 'sha256' or 'sha512'"],
  [{ algorithm: 'toString' }, "algorithm must be 'sha256' or 'sha512'"],
  [{ algorithm: 'sha256', of: 'x' }, 'of must be a function'],
  [{ algorithm: 'sha256', writable: 1 }, 'writable must be true or false'],
  [{ algorithm: 'sha256', id: '' }, 'id must be a non-empty string'],
  [{ algorithm: 'sha256', salt: 'x' }, 'hexDigest: there is no option "salt"'],
])('refuses %p', (options, message) => {
  expect(() => hexDigest(options as never)).toThrow(TypeError)
  expect(() => hexDigest(options as never)).toThrow(message)
})

describe('a stored digest', () => {
  const all: readonly Digest[] = [
    sha256Digest(),
    hmacSha256Digest({ keyId: '2026', key: 'k'.repeat(32) }),
    hexDigest({ algorithm: 'sha256' }),
    hexDigest({ algorithm: 'sha512', of: (token) => token.slice(4) }),
    plaintextDigest(),
  ]

  test('is never looked up as a token, whatever digests are combined: 2,000 lists and tokens', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...all], { minLength: 1 }), fc.string({ minLength: 5 }), (digests, token) => {
        for (const digest of digests.filter(({ id }) => id !== 'plaintext')) {
          const stored = digest.digest(token) ?? ''
          for (const presented of [stored, stored.toUpperCase()]) {
            expect(digestCandidates(digests, presented)).not.toContain(presented)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('of a custom digest that nobody recognises cannot stand beside plaintext tokens', () => {
    const custom = { id: 'rot13', writable: true, digest: (token: string) => token }
    expect(() => resolveOptions({ digests: [custom, plaintextDigest()] })).toThrow(
      new TypeError('digests: "rot13" must have the method matches beside plaintextDigest()'),
    )
    const recognised = { ...custom, matches: () => true }
    expect(resolveOptions({ digests: [recognised, plaintextDigest()] }).digests).toHaveLength(2)
    expect(resolveOptions({ digests: [custom] }).digests).toHaveLength(1)
  })
})

test('plaintext tokens are found beside bare digests, but for those that look like one', () => {
  const digests = [sha256Digest(), hexDigest({ algorithm: 'sha256' }), plaintextDigest()]
  expect(digestCandidates(digests, 'legacy-token')).toContain('legacy-token')
  expect(digestCandidates(digests, 'a'.repeat(64))).not.toContain('a'.repeat(64))
  expect(digestCandidates(digests, 'a'.repeat(63))).toContain('a'.repeat(63))
})
