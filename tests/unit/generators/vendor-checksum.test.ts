import fc from 'fast-check'

import { checksum } from '../../../src/generators/checksum.js'
import { vendorChecksumGenerator } from '../../../src/generators/vendor-checksum.js'
import vectors from '../../vectors/vendor-checksum-tokens.json' with { type: 'json' }
import { tokenType, twoTokenTypes } from '../support/arbitraries.js'
import { caseMutants, mutants } from '../support/mutants.js'
import { thrownBy } from '../support/thrown-by.js'

const generator = vendorChecksumGenerator()
const djbletsToken = vectors.vectors[0]?.token ?? ''

test.each(vectors.vectors.filter(({ valid }) => valid))('recognises a known token: $note', ({ token, tokenType }) => {
  expect(generator.validateToken(token, { tokenType })).toBe(true)
})

test.each(vectors.vectors.filter(({ valid }) => !valid))('refuses a token: $note', ({ token, tokenType }) => {
  expect(generator.validateToken(token, { tokenType })).toBe(false)
})

test('creates 255 characters, base62 after the type, and recognises them', () => {
  fc.assert(
    fc.property(tokenType, (tokenType) => {
      const token = generator.createToken({ tokenType })
      expect(token).toHaveLength(255)
      expect(token.slice(0, tokenType.length + 1)).toBe(`${tokenType}_`)
      expect(token.slice(tokenType.length + 1)).toMatch(/^[0-9A-Za-z]+$/)
      expect(generator.validateToken(token, { tokenType })).toBe(true)
    }),
  )
})

test('recognises its tokens with the case of the checksum swapped', () => {
  fc.assert(
    fc.property(tokenType, (tokenType) => {
      const token = generator.createToken({ tokenType })
      const swapped = token.slice(-6).replace(/./g, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()))
      expect(generator.validateToken(token.slice(0, -6) + swapped, { tokenType })).toBe(true)
    }),
  )
})

test('draws from all 62 characters at every place, and never the same twice', () => {
  const tokens = Array.from({ length: 2000 }, () => generator.createToken({ tokenType: 'wat' }))
  expect(new Set(tokens).size).toBe(2000)
  for (let place = 4; place < 249; place++) expect(new Set(tokens.map((token) => token[place])).size).toBe(62)
})

test('refuses a token with a right checksum and another length or alphabet', () => {
  for (const entropy of ['0'.repeat(243), '0'.repeat(245), `${'0'.repeat(243)}-`, `_${'0'.repeat(243)}`, '']) {
    expect(generator.validateToken(`acme_${entropy}${checksum(entropy)}`, { tokenType: 'acme' })).toBe(false)
  }
})

test('does not recognise the token of one type as that of another', () => {
  fc.assert(
    fc.property(twoTokenTypes, ([tokenType, other]) => {
      expect(generator.validateToken(generator.createToken({ tokenType }), { tokenType: other })).toBe(false)
    }),
  )
})

test('recognises no token with one wrong key or one letter of the other case', () => {
  const recognised = (text: string) => generator.validateToken(text, { tokenType: 'test' })
  expect(recognised(djbletsToken)).toBe(true)
  expect([...mutants(djbletsToken), ...caseMutants(djbletsToken)].filter(recognised)).toStrictEqual([])
})

test('recognises nothing without a type', () => {
  expect(generator.validateToken(djbletsToken, {})).toBe(false)
})

test('names the type as what is missing to create a token', () => {
  expect(thrownBy(() => generator.createToken({ user: { id: 1 } }))).toMatchObject({
    code: 'ERR_WEBAPI_TOKEN_MISSING_INFO',
    message: `The token generator "${generator.id}" needs tokenInfo.tokenType`,
  })
})
