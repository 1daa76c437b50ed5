import { runInNewContext } from 'node:vm'

import { isPlainObject, knownOptions } from '../../src/arguments/known-options.js'

interface Options {
  users?: unknown
  where?: unknown
  invalidReason?: string
}

const check = (options: unknown) =>
  knownOptions<Options>('invalidateTokens', options as Options, { users: true, where: true, invalidReason: true })

test('options that are left out are none', () => {
  expect(check(undefined)).toEqual({})
})

test.each([{}, { users: [1] }, { where: undefined, invalidReason: 'Leaked' }])('takes %p as it is', (options) => {
  expect(check(options)).toBe(options)
})

test.each([
  ['user', 'users'],
  ['userIds', 'users'],
  ['Where', 'where'],
  ['reason', 'invalidReason'],
  ['invalidReasons', 'invalidReason'],
])('refuses the key %p and names %p', (key, nearest) => {
  expect(() => check({ [key]: undefined })).toThrow(
    new TypeError(`invalidateTokens: there is no option "${key}"; the nearest is "${nearest}"`),
  )
})

test.each([
  null,
  1,
  'users',
  true,
  [],
  [1],
  new Map(),
  new Set(),
  Promise.resolve({}),
  new Date(),
  new URL('file:///'),
])('refuses %p', (options) => {
  expect(() => check(options)).toThrow(new TypeError('invalidateTokens: the options must be a plain object'))
})

test('an object of another realm, or without a prototype, is plain', () => {
  expect(isPlainObject(runInNewContext('({})'))).toBe(true)
  expect(isPlainObject(Object.create(null))).toBe(true)
  expect(isPlainObject(runInNewContext('[]'))).toBe(false)
})
