import fc from 'fast-check'

import { checksum } from '../../../src/generators/checksum.js'
import { nanoidGenerator } from '../../../src/generators/nanoid.js'
import vectors from '../../vectors/nanoid-tokens.json' with { type: 'json' }
import { base62, tokenType, twoTokenTypes } from '../support/arbitraries.js'
import { caseMutants, mutants } from '../support/mutants.js'
import { thrownBy } from '../support/thrown-by.js'

const generator = nanoidGenerator()

test.each(vectors.vectors)('recognises a known token: $note', ({ token, tokenType }) => {
  expect(generator.validateToken(token, { tokenType })).toBe(true)
})

test('creates 38 base62 characters after the type, and recognises them', () => {
  fc.assert(
    fc.property(tokenType, (tokenType) => {
      const token = generator.createToken({ tokenType })
      expect(token.slice(0, tokenType.length + 1)).toBe(`${tokenType}_`)
      expect(token.slice(tokenType.length + 1)).toMatch(/^[0-9A-Za-z]{38}$/)
      expect(generator.validateToken(token, { tokenType })).toBe(true)
    }),
  )
})

test('draws from all 62 characters at every place, and never the same twice', () => {
  const tokens = Array.from({ length: 2000 }, () => generator.createToken({ tokenType: 'wat' }))
  expect(new Set(tokens).size).toBe(2000)
  for (let place = 4; place < 36; place++) expect(new Set(tokens.map((token) => token[place])).size).toBe(62)
})

test('refuses a checksum over the entropy alone', () => {
  fc.assert(
    fc.property(tokenType, base62(32), (tokenType, entropy) => {
      expect(generator.validateToken(`${tokenType}_${entropy}${checksum(entropy)}`, { tokenType })).toBe(false)
    }),
  )
})

test('refuses a token with a right checksum and another length or alphabet', () => {
  for (const entropy of ['0'.repeat(31), '0'.repeat(33), `${'0'.repeat(31)}-`, `_${'0'.repeat(31)}`, '']) {
    const body = `wat_${entropy}`
    expect(generator.validateToken(body + checksum(body), { tokenType: 'wat' })).toBe(false)
  }
})

test('refuses a right checksum behind another separator', () => {
  const body = `wat-${'0'.repeat(32)}`
  expect(generator.validateToken(body + checksum(body), { tokenType: 'wat' })).toBe(false)
})

test('does not recognise the token of one type as that of another', () => {
  fc.assert(
    fc.property(twoTokenTypes, ([tokenType, other]) => {
      expect(generator.validateToken(generator.createToken({ tokenType }), { tokenType: other })).toBe(false)
    }),
  )
})

test('recognises no token with one wrong key or one letter of the other case', () => {
  fc.assert(
    fc.property(tokenType, (tokenType) => {
      const token = generator.createToken({ tokenType })
      const recognised = (text: string) => generator.validateToken(text, { tokenType })
      expect([...mutants(token), ...caseMutants(token)].filter(recognised)).toStrictEqual([])
    }),
    { numRuns: 20 },
  )
})

test('recognises nothing without a type', () => {
  expect(generator.validateToken(generator.createToken({ tokenType: 'wat' }), {})).toBe(false)
})

test('names the type as what is missing to create a token', () => {
  expect(thrownBy(() => generator.createToken({ user: { id: 1 } }))).toMatchObject({
    code: 'ERR_WEBAPI_TOKEN_MISSING_INFO',
    message: `The token generator "${generator.id}" needs tokenInfo.tokenType`,
  })
})

test('does not change what it is told', () => {
  const token = generator.createToken(Object.freeze({ tokenType: 'wat', attempt: 3 }))
  expect(token).toMatch(/^wat_/)
})
