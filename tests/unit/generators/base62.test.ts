import fc from 'fast-check'

import { base62Alphabet, base62Encode, endsInBase62, isBase62 } from '../../../src/generators/base62.js'
import base62 from '../../vectors/base62.json' with { type: 'json' }

test.each(base62.vectors)('writes $value as $text', ({ value, text }) => {
  expect(base62Encode(value, 6)).toBe(text)
})

test('writes every 32-bit number in six digits that give the number back', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), (value) => {
      const text = base62Encode(value, 6)
      expect(text).toMatch(/^[0-9A-Za-z]{6}$/)
      expect(Array.from(text).reduce((sum, digit) => sum * 62 + base62Alphabet.indexOf(digit), 0)).toBe(value)
    }),
  )
})

test('keeps the digits of a number that is longer than the length', () => {
  expect(base62Encode(62 ** 3, 2)).toBe('1000')
})

test('recognises a number at the end of a text, and no other number', () => {
  const number = fc.nat(2 ** 32 - 1)
  fc.assert(
    fc.property(fc.string(), number, number, (before, value, other) => {
      expect(endsInBase62(before + base62Encode(value, 6), value, 6)).toBe(true)
      expect(endsInBase62(before + base62Encode(value, 6), other, 6)).toBe(value === other)
    }),
  )
})

test('recognises no number that is longer than the length, or than the text', () => {
  expect(endsInBase62('1000', 62 ** 3, 4)).toBe(true)
  expect(endsInBase62('1000', 62 ** 3, 3)).toBe(false)
  expect(endsInBase62('00', 0, 3)).toBe(false)
})

test('takes 0-9A-Za-z for digits, and no other character there is', () => {
  const digits = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((text) =>
    isBase62(text),
  )
  expect(digits.join('')).toBe('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
})

test('looks at every character from the start that it is given', () => {
  expect(isBase62('a_b', 2)).toBe(true)
  expect(isBase62('a_b', 1)).toBe(false)
  expect(isBase62('a_b')).toBe(false)
  expect(isBase62('ab_')).toBe(false)
})
