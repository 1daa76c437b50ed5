import fc from 'fast-check'

import type { TokenGenerator } from '../../src/generators/generator.js'
import { legacySha1Generator } from '../../src/generators/legacy-sha1.js'
import { nanoidGenerator } from '../../src/generators/nanoid.js'
import { TokenGeneratorRegistry } from '../../src/generators/registry.js'
import { vendorChecksumGenerator } from '../../src/generators/vendor-checksum.js'
import { resolveOptions } from '../../src/context/options.js'
import { isRecognised } from '../../src/context/recognise-token.js'
import { anyText, tokenType, twoTokenTypes } from './support/arbitraries.js'

const options = resolveOptions({ tokenType: ['acme', 'wat'] })

test('does not recognise a random text, nor throws', () => {
  const text = fc.oneof(anyText, fc.string(), fc.string({ unit: 'binary', maxLength: 2_000 }))
  fc.assert(
    fc.property(text, fc.constantFrom('', 'acme_', 'wat_', 'acme'), (text, prefix) => {
      expect(isRecognised(options, prefix + text)).toBe(false)
    }),
    { numRuns: 1000 },
  )
})

test.each(['', '\ud800', '\udc00\ud800', 'acme_\ud800', '\ud800'.repeat(40), `acme_${'\udfff'.repeat(38)}`])(
  'does not recognise %j',
  (text) => {
    expect(isRecognised(options, text)).toBe(false)
  },
)

test.each(['a', '0', '_', 'acme_', '\ud800', '\0'])('does not recognise ten megabytes of %j', (part) => {
  expect(isRecognised(options, part.repeat(10_000_000 / part.length))).toBe(false)
})

test('does not show a generator what is longer than any token', () => {
  const lengths: number[] = []
  const generator: TokenGenerator = {
    id: 'curious',
    createToken: () => '',
    validateToken: (token) => lengths.push(token.length) > 0,
  }
  const curious = resolveOptions({ generators: new TokenGeneratorRegistry().register(generator) })
  expect(isRecognised(curious, 'a'.repeat(1024))).toBe(true)
  expect(isRecognised(curious, 'a'.repeat(1025))).toBe(false)
  expect(lengths).toStrictEqual([1024])
})

test('does not recognise anything but a string, nor throws', () => {
  const token = nanoidGenerator().createToken({ tokenType: 'acme' })
  const disguised = [new String(token), [token], { toString: () => token }, Buffer.from(token), Symbol(token)]
  for (const value of [...disguised, undefined, null, 0, 1n, NaN, true, () => token, new Proxy([], {})]) {
    expect(isRecognised(options, value)).toBe(false)
  }
  const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withTypedArray: true })
  fc.assert(
    fc.property(
      anything.filter((value) => typeof value !== 'string'),
      (value) => {
        expect(isRecognised(options, value)).toBe(false)
      },
    ),
  )
})

const creators = [nanoidGenerator(), vendorChecksumGenerator(), legacySha1Generator({ secretKey: 'secret' })]

test.each(creators)('one generator of a registry recognises each token of $id, whatever its type', (creator) => {
  const types = fc.oneof(
    tokenType.map((type) => [type] as const),
    twoTokenTypes,
  )
  fc.assert(
    fc.property(types, fc.nat(), (tokenTypes, attempt) => {
      const generators = new TokenGeneratorRegistry().register(creator)
      const options = resolveOptions({ tokenType: tokenTypes, generators })
      for (const tokenType of tokenTypes) {
        const token = creator.createToken({ tokenType, user: { id: 1, password: 'hash' }, attempt })
        expect(isRecognised(options, token)).toBe(true)
        const recognisers = [...options.generators].filter((generator) =>
          tokenTypes.some((tokenType) => generator.validateToken(token, { tokenType })),
        )
        expect(recognisers.map(({ id }) => id)).toStrictEqual([creator.id])
      }
    }),
  )
})

test.each([nanoidGenerator(), vendorChecksumGenerator()])(
  'does not recognise a token of $id of another type',
  (creator) => {
    fc.assert(
      fc.property(twoTokenTypes, ([tokenType, other]) => {
        const token = creator.createToken({ tokenType: other })
        expect(isRecognised(resolveOptions({ tokenType }), token)).toBe(false)
      }),
    )
  },
)

test('does not recognise the tokens of a generator that was removed', () => {
  const generators = new TokenGeneratorRegistry()
  generators.unregister('nanoid')
  const token = nanoidGenerator().createToken({ tokenType: 'acme' })
  expect(isRecognised(options, token)).toBe(true)
  expect(isRecognised(resolveOptions({ tokenType: 'acme', generators }), token)).toBe(false)
})
