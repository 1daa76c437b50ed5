import { digestCandidates } from '../../../src/digests/digest.js'
import { hmacSha256Digest } from '../../../src/digests/hmac-sha256.js'
import { plaintextDigest } from '../../../src/digests/plaintext.js'
import { sha256Digest } from '../../../src/digests/sha256.js'

const hmac = hmacSha256Digest({ keyId: 'rfc4231', key: new Uint8Array(131).fill(0xaa) })
const rfcText = 'Test Using Larger Than Block-Size Key - Hash Key First'
const rfcStored = 'hmac-sha256:rfc4231:60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'
const nistStored = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

test('tells every form of a token, in the order of the digests', () => {
  expect(digestCandidates([plaintextDigest(), sha256Digest()], 'abc')).toStrictEqual(['abc', nistStored])
  expect(digestCandidates([hmac, sha256Digest()], 'abc')).toStrictEqual([hmac.digest('abc'), nistStored])
  expect(digestCandidates([hmac], rfcText)).toStrictEqual([rfcStored])
  expect(digestCandidates([], 'abc')).toStrictEqual([])
})

test('leaves out the digests that cannot hold the text', () => {
  expect(digestCandidates([plaintextDigest(), sha256Digest()], nistStored)).toStrictEqual([
    sha256Digest().digest(nistStored),
  ])
  expect(digestCandidates([plaintextDigest()], nistStored)).toStrictEqual([])
})
