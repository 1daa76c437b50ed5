import type { TokenModel } from '../../../src/client/token-model.js'
import type { TokenRow } from '../../../src/client/token-row.js'
import { referenceTags, rowTags, ownerTags } from '../../../src/context/tags.js'
import { everything } from '../../../src/client/id-tags.js'
import { hmacSha256Digest } from '../../../src/digests/hmac-sha256.js'
import { plaintextDigest } from '../../../src/digests/plaintext.js'
import { sha256Digest } from '../../../src/digests/sha256.js'
import { resolveOptions } from '../../../src/context/options.js'

const token = 'wat_secret'
const hmac = hmacSha256Digest({ keyId: '2026', key: 'k'.repeat(32) })
const options = resolveOptions({ digests: [hmac, sha256Digest(), plaintextDigest()] })
const rowOf = (plaintext: string, row: object) =>
  rowTags({ model: { ownerField: 'userId' } as TokenModel, settings: options }, plaintext, row as TokenRow)
const digestTags = [hmac, sha256Digest()].map((digest) => `token:${String(digest.digest(token))}`)

test('a row has the tags of its id, its user and the digests of its token', () => {
  expect(rowOf(token, { id: 42, userId: 'u' })).toStrictEqual(['id:42', 'owner~u', ...digestTags])
})

test('a token that is referred to has tags of its row', () => {
  const ofRow = rowOf(token, { id: 42n, userId: 7 })
  expect(ofRow).toEqual(expect.arrayContaining(referenceTags(options, token)))
  expect(ofRow).toEqual(expect.arrayContaining(referenceTags(options, { id: 42n })))
  expect(ofRow).toEqual(expect.arrayContaining(ownerTags([7])))
})

test('no tag has a token in plain text', () => {
  const tags = [...rowOf(token, { id: 1, userId: 1 }), ...referenceTags(options, token)]
  expect(tags.join()).not.toContain(token)
})

test('a row, a user and a token of the same text have different tags', () => {
  const tags = [...referenceTags(options, { id: 'x' }), ...ownerTags(['x']), ...referenceTags(options, 'x')]
  // Two of each: an id in text may also be equal to one that is not in ASCII.
  expect(tags).toHaveLength(6)
  expect(new Set(tags).size).toBe(6)
})

test('no id makes a tag of the one that every row has', () => {
  expect([...referenceTags(options, { id: everything }), ...ownerTags([everything])]).not.toContain(everything)
})

test('a filter without users, or with very many, may match any row', () => {
  const users = Array.from({ length: 101 }, (_, index) => index)
  expect(ownerTags(undefined)).toStrictEqual([everything])
  expect(ownerTags(users)).toStrictEqual([everything])
  expect(ownerTags(users.slice(1))).toHaveLength(100)
  expect(ownerTags([])).toStrictEqual([])
})

test('users of whom one may be equal to anything may have any row', () => {
  expect(ownerTags(['a', 'é'])).toStrictEqual([everything])
})

test('the users of one filter that are alike have one tag', () => {
  expect(ownerTags(['a', 'A', 'b'])).toHaveLength(3)
})
