import { digestCandidates } from '../../../src/digests/digest.js'
import { hmacSha256Digest } from '../../../src/digests/hmac-sha256.js'
import { plaintextDigest } from '../../../src/digests/plaintext.js'
import { sha256Digest } from '../../../src/digests/sha256.js'

const hmac = hmacSha256Digest({ keyId: 'rfc4231', key: new Uint8Array(131).fill(0xaa) })
const token = 'Test Using Larger Than Block-Size Key - Hash Key First'
const stored = 'hmac-sha256:rfc4231:60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'

test('tells every form of a token, in the order of the digests', () => {
  const sha256 = sha256Digest()
  expect(digestCandidates([hmac, sha256, plaintextDigest()], token)).toEqual([stored, sha256.digest(token), token])
  expect(digestCandidates([plaintextDigest(), hmac], token)).toEqual([token, stored])
})

test('leaves out the digests that cannot hold the text', () => {
  expect(digestCandidates([hmac, plaintextDigest()], stored)).toEqual([hmac.digest(stored)])
  expect(digestCandidates([plaintextDigest()], stored)).toEqual([])
})
