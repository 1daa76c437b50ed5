import fc from 'fast-check'

import { base62Alphabet } from '../../../src/generators/base62.js'

const digits = Array.from(base62Alphabet)
const typeCharacter = fc.constantFrom(...digits, '_', '-')

/** Any type that a repository accepts, `_` and `-` more often than by chance. */
export const tokenType = fc.string({
  unit: fc.oneof(typeCharacter, fc.constantFrom('_', '-')),
  minLength: 1,
  maxLength: 32,
})

export function base62(length: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...digits), minLength: length, maxLength: length })
}

/** Two types that differ, and that a careless parser could take for each other. */
export const twoTokenTypes = fc
  .oneof(
    fc.tuple(tokenType, tokenType),
    fc.tuple(tokenType, tokenType).map(([type, more]) => [type, `${type}_${more}`]),
    fc.tuple(tokenType, fc.constantFrom('_', '-', '0')).map(([type, more]) => [type, type + more]),
    tokenType.map((type) => [type, type.toUpperCase()]),
    tokenType.map((type) => [type, type.replace('_', '-')]),
    tokenType.map((type) => [type, type.slice(1) + type.charAt(0)]),
  )
  .filter(([one, other]) => one !== other && (other ?? '').length <= 32)
  .chain(([one = '', other = '']) => fc.constantFrom([one, other] as const, [other, one] as const))

/** UTF-16 units of any kind, so lone surrogates and NUL too. */
export const anyText = fc
  .array(fc.oneof(fc.nat(0xffff), fc.nat(0x7f), fc.integer({ min: 0xd800, max: 0xdfff }), fc.constant(0)), {
    maxLength: 400,
  })
  .map((units) => String.fromCharCode(...units))
