import fc from 'fast-check'

import { hmacSha256Digest } from '../../../src/digests/hmac-sha256.js'
import { plaintextDigest } from '../../../src/digests/plaintext.js'
import { sha256Digest } from '../../../src/digests/sha256.js'
import nanoidTokens from '../../vectors/nanoid-tokens.json' with { type: 'json' }
import vendorTokens from '../../vectors/vendor-checksum-tokens.json' with { type: 'json' }
import { anyText } from '../support/arbitraries.js'

const digest = plaintextDigest()

test.each([...nanoidTokens.vectors, ...vendorTokens.vectors])('leaves a token as it is: $note', ({ token }) => {
  expect(digest.digest(token)).toBe(token)
})

test.each(['ead9190eadc2f8ccc051f813be28ea1f24ba3810', 'sha256_a', 'sha256', 'my-sha256:a', '!~', 'a'.repeat(255)])(
  'leaves %j as it is',
  (token) => {
    expect(digest.digest(token)).toBe(token)
  },
)

test.each(['', ' a', 'a\n', 'a\0', '\x7f', 'é', '🔑', '\ud800', 'a'.repeat(256)])(
  'looks for no %j, as no column of tokens holds it',
  (text) => {
    expect(digest.digest(text)).toBeUndefined()
  },
)

test('does not let a stored digest pass for a token', () => {
  const writers = [
    sha256Digest(),
    hmacSha256Digest({ keyId: 'k', key: 'k'.repeat(32) }),
    hmacSha256Digest({ keyId: 'x'.repeat(64), key: 'k'.repeat(32) }),
  ]
  fc.assert(
    fc.property(anyText, fc.constantFrom(...writers), (text, writer) => {
      const stored = writer.digest(text) ?? ''
      expect(stored).toContain('sha256:')
      expect(digest.digest(stored)).toBeUndefined()
    }),
  )
})

test.each(['sha256:', 'sha256:abc', 'hmac-sha256:', 'hmac-sha256:2027'])(
  'does not let %j pass for a token, as it begins like a stored digest',
  (text) => {
    expect(digest.digest(text)).toBeUndefined()
  },
)

test('only reads', () => {
  expect(digest).toMatchObject({ id: 'plaintext', writable: false })
})
