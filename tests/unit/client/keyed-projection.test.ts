import { AnyNull, DbNull, Decimal, JsonNull } from '@prisma/client/runtime/client'
import fc from 'fast-check'

import { keyedProjection } from '../../../src/client/keyed-projection.js'

const keyOf = (value: unknown) => keyedProjection({ include: { user: { where: { value } } } }).key

test('the ordinary look-up has an empty key', () => {
  expect(keyedProjection({})).toStrictEqual({ key: '' })
  expect(keyedProjection({ select: undefined, include: undefined })).toStrictEqual({ key: '' })
})

test.each([
  [undefined, null],
  [{}, { a: undefined }],
  [{}, null],
  [{}, []],
  [[], [undefined]],
  [[[1], 2], [[1, 2]]],
  ['1', 1],
  [1n, 1],
  [1n, '1'],
  ['1n', 1n],
  [0, -0],
  [NaN, null],
  [NaN, 'NaN'],
  [Infinity, -Infinity],
  [Infinity, null],
  ['true', true],
  ['undefined', undefined],
  [new Date(0), new Date(0).toISOString()],
  [new Date(0), 0],
  [new Date(0), 'Date(0)'],
  [new Date(NaN), null],
  [new Date(0), new Date(1)],
  ['a', 'A'],
  ['\ud800', '\ud801'],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [{ a: 1 }, { a: 2 }],
  [{ a: { b: 1 } }, { a: 1, b: 1 }],
  [{ 'a":1,"b': 1 }, { a: 1, b: 1 }],
  [JSON.parse('{"__proto__":{"a":1}}'), {}],
])('%p and %p have different keys', (a: unknown, b: unknown) => {
  expect(keyOf(a)).toEqual(expect.any(String))
  expect(keyOf(b)).toEqual(expect.any(String))
  expect(keyOf(a)).not.toBe(keyOf(b))
})

test('equal projections have the same key', () => {
  const projection = () => ({ a: [1, 'x', null, 2n ** 70n, undefined], b: { c: new Date(1), d: true } })
  expect(keyOf(projection())).toBe(keyOf(projection()))
  expect(keyedProjection({ select: { id: true } }).key).not.toBe(keyedProjection({ include: { id: true } }).key)
})

class Money {
  constructor(readonly amount: number) {}
}

const cyclic: Record<string, unknown> = {}
cyclic.one = cyclic
cyclic.other = cyclic

test.each<[string, unknown]>([
  ['DbNull', DbNull],
  ['JsonNull', JsonNull],
  ['AnyNull', AnyNull],
  ['a Decimal', new Decimal('1.5')],
  ['bytes', new Uint8Array([1])],
  ['a Buffer', Buffer.from('x')],
  ['a Map', new Map([[1, 2]])],
  ['a Set', new Set([1])],
  ['an object of a class', new Money(1)],
  ['a Date of a class', new (class extends Date {})()],
  ['a list of a class', new (class extends Array<unknown> {})()],
  ['an object with toJSON', { toJSON: () => 1 }],
  ['an object with a hidden toJSON', Object.defineProperty({}, 'toJSON', { value: () => 1 })],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['an object that contains itself twice', cyclic],
])('%s has no key, in an object and in a list', (_name, value) => {
  const projection = { include: { user: { where: { value } } } }
  const keyed = keyedProjection(projection)
  expect(keyed.key).toBeUndefined()
  expect(keyed.include).toBe(projection.include)
  expect(keyOf([value])).toBeUndefined()
  expect(keyOf({ value })).toBeUndefined()
})

test('is as it was when it was asked for, whatever happens to the objects', () => {
  let reads = 0
  const where = {
    date: new Date(0),
    list: [1],
    get once() {
      return ++reads
    },
  }
  const keyed = keyedProjection({ include: { user: { where } } })
  where.date.setTime(1)
  where.list.push(2)
  expect(keyed.include).toStrictEqual({ user: { where: { date: new Date(0), list: [1], once: 1 } } })
  expect(reads).toBe(1)
})

test('keeps a key named __proto__', () => {
  const { include } = keyedProjection({ include: JSON.parse('{"__proto__":{"a":1}}') as Record<string, unknown> })
  expect(JSON.stringify(include)).toBe('{"__proto__":{"a":1}}')
})

test('two keys are the same exactly when the values are', () => {
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, 0, -0, NaN, '', '0', '0n', 0n, true, 'true', new Date(0)),
    fc.bigInt({ min: -1n, max: 1n }),
    fc.string({ maxLength: 2 }),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('value'), { maxKeys: 2 }),
    ),
  }))
  const isSame = (a: unknown, b: unknown) => {
    try {
      // Not for Jest: it does not tell the orders of keys apart.
      expect(a).toStrictEqual(b)
      return JSON.stringify(a, untagged) === JSON.stringify(b, untagged)
    } catch {
      return false
    }
  }
  let same = 0
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [one, other] = [keyedProjection({ include: { a } }), keyedProjection({ include: { a: b } })]
      if (one.key === other.key) same++
      expect(one.key === other.key).toBe(isSame(one.include, other.include))
    }),
    { numRuns: 2_000 },
  )
  expect(same).toBeGreaterThan(10)
})

const untagged = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
