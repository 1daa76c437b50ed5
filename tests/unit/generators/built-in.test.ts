import fc from 'fast-check'

import { legacySha1Generator } from '../../../src/generators/legacy-sha1.js'
import { TokenGeneratorRegistry } from '../../../src/generators/registry.js'
import nanoidTokens from '../../vectors/nanoid-tokens.json' with { type: 'json' }
import vendorTokens from '../../vectors/vendor-checksum-tokens.json' with { type: 'json' }
import { anyText, base62, tokenType } from '../support/arbitraries.js'
import { caseMutants, mutants } from '../support/mutants.js'

const generators = [...new TokenGeneratorRegistry()]

/** The ids of the generators that take the text for one of their tokens. */
function recognisers(token: string, tokenType: string): string[] {
  return generators.filter((generator) => generator.validateToken(token, { tokenType })).map(({ id }) => id)
}

test.each(generators.map(({ id }) => id))('no other generator recognises a token of %s, in 500', (id) => {
  const registry = new TokenGeneratorRegistry()
  // With a key, since it recognises nothing without.
  registry.register(legacySha1Generator({ secretKey: 'key' }))
  const info = { tokenType: 'acme', user: { id: 1, password: 'hash' }, attempt: 0 }
  for (let round = 0; round < 500; round++) {
    const token = registry.get(id)?.createToken({ ...info, attempt: round }) ?? ''
    const recognised = [...registry].filter((generator) => generator.validateToken(token, info)).map((each) => each.id)
    expect(recognised).toStrictEqual([id])
  }
})

test.each(nanoidTokens.vectors)('only nanoid recognises its known token: $note', ({ token, tokenType }) => {
  expect(recognisers(token, tokenType)).toStrictEqual(['nanoid'])
})

test.each(vendorTokens.vectors.filter(({ valid }) => valid))(
  'only vendor_checksum recognises its known token: $note',
  (vector) => {
    expect(recognisers(vector.token, vector.tokenType)).toStrictEqual(['vendor_checksum'])
  },
)

test('none recognises 40 hex digits until the app registers legacy_sha1 with its secret key', () => {
  expect(recognisers('ead9190eadc2f8ccc051f813be28ea1f24ba3810', 'ead')).toStrictEqual([])
})

test.each(nanoidTokens.vectors)('none recognises a token with one wrong key or case: $note', ({ token, tokenType }) => {
  const texts = [...mutants(token), ...caseMutants(token)]
  expect(texts.filter((text) => recognisers(text, tokenType).length > 0)).toStrictEqual([])
})

test('none recognises a random text, nor throws', () => {
  fc.assert(
    fc.property(anyText, tokenType, (text, tokenType) => {
      expect(recognisers(text, tokenType)).toStrictEqual([])
      expect(recognisers(`${tokenType}_${text}`, tokenType)).toStrictEqual([])
    }),
    { numRuns: 1000 },
  )
})

test.each([38, 250])('none recognises %p random base62 characters after the type', (length) => {
  fc.assert(
    fc.property(base62(length), (text) => {
      expect(recognisers(`acme_${text}`, 'acme')).toStrictEqual([])
    }),
    { numRuns: 1000 },
  )
})

test.each([38, 40, 250])('none recognises %p random UTF-16 units, nor throws', (length) => {
  const units = fc.array(fc.nat(0xffff), { minLength: length, maxLength: length })
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes)
      expect(recognisers(text, 'acme')).toStrictEqual([])
      expect(recognisers(`acme_${text}`, 'acme')).toStrictEqual([])
    }),
  )
})

test.each(['a', '_', '0', '\0', '\ud800'])('none recognises a million of %j, nor throws', (character) => {
  const text = character.repeat(1_000_000)
  expect(recognisers(text, 'acme')).toStrictEqual([])
  expect(recognisers(`acme_${text}`, 'acme')).toStrictEqual([])
})
