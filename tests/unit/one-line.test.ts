import fc from 'fast-check'

import { oneLine } from '../../src/util/one-line.js'
import { anyText } from './support/arbitraries.js'

test.each([
  ['Leaked\nERROR forged', String.raw`Leaked\nERROR forged`],
  ['a\r\nb\tc', String.raw`a\r\nb\tc`],
  ['\0\x07\x1b[2J\x7f', String.raw`\u0000\u0007\u001b[2J\u007f`],
  ['a\u0085b\x9b', String.raw`a\u0085b\u009b`],
  ['a\u2028b\u2029c', String.raw`a\u2028b\u2029c`],
  ['\u202eevil\u202c', String.raw`\u202eevil\u202c`],
  ['\u061c\u200e\u200f\u202a\u202b\u202d', String.raw`\u061c\u200e\u200f\u202a\u202b\u202d`],
  ['\u2066\u2067\u2068\u2069', String.raw`\u2066\u2067\u2068\u2069`],
])('escapes what could end a line or turn it round: %j', (text, line) => {
  expect(oneLine(text)).toBe(line)
})

test.each(['', 'Lost', 'C:\\new "x"', 'Käse, 日本語, שלום, 🔑', 'a\u200db\ud800'])('leaves %j as it is', (text) => {
  expect(oneLine(text)).toBe(text)
})

test('leaves nothing that it would escape, whatever the text is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const line = oneLine(text)
      expect(line).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u)
      expect(oneLine(line)).toBe(line)
    }),
  )
})
