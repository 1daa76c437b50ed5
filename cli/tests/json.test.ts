import { Prisma } from '../../generated/test/sqlite/client.js'
import { toJson } from '../src/output/json.js'
import { minuteOf, textOf } from '../src/output/text.js'

const date = new Date('2026-01-31T12:34:56.789Z')

test.each([
  [12n, '"12"', '12'],
  [new Prisma.Decimal('1.50'), '"1.5"', '1.5'],
  [date, '"2026-01-31T12:34:56.789Z"', '2026-01-31T12:34:56.789Z'],
  [new Uint8Array([1, 2, 255]), '"AQL/"', 'AQL/'],
  [
    { a: [1n, { b: date }] },
    '{"a":["1",{"b":"2026-01-31T12:34:56.789Z"}]}',
    '{"a":["1",{"b":"2026-01-31T12:34:56.789Z"}]}',
  ],
  [null, 'null', ''],
  ['a "b"\n\u001B[0m', JSON.stringify('a "b"\n\u001B[0m'), String.raw`a "b"\n\u001b[0m`],
  [true, 'true', 'true'],
])('%p of a row is printed as JSON, and as text', (value, json, text) => {
  expect(toJson(value)).toBe(json)
  expect(textOf(value)).toBe(text)
})

test('a person is content with minutes', () => {
  expect(minuteOf(date)).toBe('2026-01-31 12:34')
  expect(minuteOf(null)).toBe('')
})
