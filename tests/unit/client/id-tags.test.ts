import { everything, idTag, idTags } from '../../../src/client/id-tags.js'

const uuid = '0190a7c4-5d3e-7b61-9c0d-0a1b2c3d4e5f'

/** Whether an invalidation by one id lets go of a row with the other one. */
function reaches(given: unknown, ofRow: unknown): boolean {
  const tags = idTags('id', [given])
  return tags.includes(everything) || tags.includes(idTag('id', ofRow))
}

test.each<[string, unknown, unknown]>([
  ['a UUID in capitals', uuid.toUpperCase(), uuid],
  ['a UUID without hyphens', uuid.replaceAll('-', ''), uuid],
  ['a UUID in braces', `{${uuid}}`, uuid],
  ['another case', 'ABC', 'abc'],
  ['a capital in the row', 'abc', 'Abc'],
  ['blanks at the end', 'abc  ', 'abc'],
  ['an accent', 'ábc', 'abc'],
  ['an accent in the row', 'abc', 'ábc'],
  ['accents in both', 'abć', 'ábc'],
  ['ß and ss', 'straße', 'strasse'],
  ['ss and ß', 'strasse', 'straße'],
  ['full-width letters', 'ａｂｃ', 'abc'],
  ['a combining accent', 'a\u0301bc', 'abc'],
  ['the Kelvin sign', '\u212a', 'k'],
  ['an ignorable character', 'a\u00adbc', 'abc'],
  ['a control character', 'a\u0001bc', 'abc'],
  ['a control character in the row', 'abc', 'a\u0001bc'],
  ['punctuation that a collation ignores', 'a-b.c', 'abc'],
  ['leading zeros', '007', '7'],
  ['leading zeros beside punctuation', 'x-05', 'x-5'],
  ['y and i in Lithuanian', 'y', 'I'],
  ['ch and c in Lithuanian', 'ch', 'C'],
  ['j and i in Latin', 'J', 'i'],
  ['v and u in Latin', 'V', 'u'],
  ['w and v in Swedish', 'w', 'V'],
  ['a text for a number', '10', 10],
  ['a text for a bigint', '10', 10n],
  ['a text with zeros for a bigint', `${'0'.repeat(40)}10`, 10n],
  ['a text with a sign for a bigint', '+10', 10n],
  ['a negative text for a bigint', '-010', -10n],
  ['a text of the largest bigint', '9223372036854775807', 2n ** 63n - 1n],
  ['minus zero', '-0', 0],
  ['a number for a bigint', 10, 10n],
  ['a bigint for a number', 10n, 10],
  ['an empty text', '', ' '],
])('%s: %j lets go of the row %p', (_name, given, ofRow) => {
  expect(reaches(given, ofRow)).toBe(true)
})

test.each<[unknown, unknown]>([
  [1, 10],
  [-1, 1],
  ['abc', 'abd'],
  [uuid, uuid.replace('5f', '5e')],
  ['abc', 1],
])('%p does not let go of the row %p', (given, ofRow) => {
  expect(reaches(given, ofRow)).toBe(false)
})

test('ids and users have different tags, whatever their types', () => {
  for (const id of ['x', 1, 1n, 'é', new Date(0), undefined]) expect(idTag('id', id)).not.toBe(idTag('owner', id))
})

test('tags stay below 80 bytes, so that 100 users fit into a message', () => {
  for (const id of ['x'.repeat(100_000), '1'.repeat(100_000), 2n ** 63n, `{${uuid}}`]) {
    for (const tag of [idTag('owner', id), ...idTags('owner', [id])]) expect(Buffer.byteLength(tag)).toBeLessThan(75)
  }
})
