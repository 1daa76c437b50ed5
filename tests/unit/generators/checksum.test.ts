import { crc32 } from 'node:zlib'

import { checksum, endsInOwnChecksum } from '../../../src/generators/checksum.js'
import vectors from '../../vectors/checksum.json' with { type: 'json' }

test.each(vectors.vectors)('the checksum of $text is $checksum', (vector) => {
  expect(checksum(vector.text)).toBe(vector.checksum)
  expect(endsInOwnChecksum(vector.text + vector.checksum)).toBe(true)
  expect(endsInOwnChecksum(`${vector.text}!${vector.checksum}`)).toBe(false)
})

test('pads a small checksum with zeros on the left', () => {
  let count = 0
  while (crc32(`input ${count}`) >= 62 ** 3) count++
  expect(checksum(`input ${count}`)).toMatch(/^000[0-9A-Za-z]{3}$/)
})
