import type { TokenInfo } from '../../../src/generators/generator.js'
import { legacySha1Generator } from '../../../src/generators/legacy-sha1.js'
import vectors from '../../vectors/legacy-sha1-tokens.json' with { type: 'json' }
import { thrownBy } from '../support/thrown-by.js'

test.each(vectors.created)('creates $token of its parts', ({ secretKey, user, attempt, time, token }) => {
  const generator = legacySha1Generator({ secretKey, clock: () => new Date(time) })
  expect(generator.createToken({ user, attempt })).toBe(token)
  expect(generator.validateToken(token, {})).toBe(true)
})

test.each(vectors.recognised)('recognises $token: $valid', ({ token, valid }) => {
  expect(legacySha1Generator({ secretKey: 's' }).validateToken(token, { tokenType: 'wat' })).toBe(valid)
  // Without the key that makes such tokens, no text of that form is worth a query.
  expect(legacySha1Generator().validateToken(token, {})).toBe(false)
})

test('puts the time of the system into a token where no clock is given', () => {
  const user = { id: 1, password: 'hash' }
  const before = Date.now()
  const token = legacySha1Generator({ secretKey: 's' }).createToken({ user, attempt: 0 })
  const times = Array.from({ length: Date.now() - before + 1 }, (_, index) => new Date(before + index))
  const candidates = times.map((time) => {
    return legacySha1Generator({ secretKey: 's', clock: () => time }).createToken({ user, attempt: 0 })
  })
  expect(candidates).toContain(token)
})

test('refuses an empty secret key, and options that it does not know', () => {
  expect(() => legacySha1Generator({ secretKey: '' })).toThrow(new TypeError('secretKey must not be empty'))
  expect(() => legacySha1Generator({ secretkey: 's' } as object)).toThrow(
    new TypeError('legacySha1Generator: there is no option "secretkey"; the nearest is "secretKey"'),
  )
})

test.each([undefined, {}, { secretKey: undefined }])('cannot create a token with the options %p', (options) => {
  const generator = legacySha1Generator(options)
  expect(() => generator.createToken({ user: { id: 1, password: 'hash' }, attempt: 0 })).toThrow(
    new TypeError('The token generator "legacy_sha1" needs the option secretKey to create a token'),
  )
})

test.each([
  ['user', { attempt: 0 }],
  ['user', { user: null, attempt: 0 }],
  ['attempt', { user: { id: 1, password: 'hash' } }],
  ['user.password', { user: { id: 1 }, attempt: 0 }],
])('names %s as what is missing to create a token', (key, info) => {
  expect(thrownBy(() => legacySha1Generator({ secretKey: 's' }).createToken(info as TokenInfo))).toMatchObject({
    code: 'ERR_WEBAPI_TOKEN_MISSING_INFO',
    message: `The token generator "legacy_sha1" needs tokenInfo.${key}`,
  })
})

test('is deprecated', () => {
  expect(legacySha1Generator()).toMatchObject({ id: 'legacy_sha1', deprecated: true })
})
