import { checkedId, checkedIdOf, idTypeOf } from '../../../src/client/id.js'

test.each([
  ['Int', [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]],
  ['BigInt', [1, 1n, 2n ** 62n, Number.MAX_SAFE_INTEGER]],
  ['String', ['', '1', 'ä']],
  ['Decimal', ['1', 1, 1n]],
] as const)('a field of the type %s takes %p', (type, ids) => {
  for (const id of ids) expect(checkedId('user', id, idTypeOf(type))).toBe(id)
})

test.each([
  ['Int', 'a whole number of 32 bits', ['1', 1n, 1.5, NaN, Infinity, 2 ** 31, null, undefined, {}, [1], true]],
  ['BigInt', 'a bigint or a whole number', ['1', 1.5, NaN, Infinity, 2 ** 53, null, undefined, {}]],
  ['String', 'a string', [1, 1n, null, undefined, ['a'], Object('a')]],
  ['Decimal', 'a string, a whole number or a bigint', [1.5, NaN, null, undefined, {}, Symbol('a')]],
] as const)('a field of the type %s takes only %s', (type, words, others) => {
  for (const id of others) {
    expect(() => checkedId('user', id, idTypeOf(type))).toThrow(new TypeError(`user must be ${words}`))
  }
})

test('an object brings its id', () => {
  expect(checkedIdOf('token', { id: 7, note: 'CI' }, 'number')).toBe(7)
  expect(() => checkedIdOf('token', { id: 1.5 }, 'number')).toThrow(
    new TypeError('token.id must be a whole number of 32 bits'),
  )
  for (const value of [undefined, null, 1, 'a', {}]) {
    expect(() => checkedIdOf('token', value, 'number')).toThrow(new TypeError('token must be an object with an id'))
  }
})
