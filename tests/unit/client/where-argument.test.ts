import { AnyNull, DbNull } from '@prisma/client/runtime/client'

import type { TokenModel } from '../../../src/client/token-model.js'
import { whereOption } from '../../../src/client/where-argument.js'

const field = (name: string, type: string, kind = 'scalar') => ({ name, kind, type })

const models = {
  WebAPIToken: { fields: [field('note', 'String'), field('policy', 'Json'), field('user', 'User', 'object')] },
  User: { fields: [field('username', 'String'), field('settings', 'Json'), field('teams', 'Team', 'object')] },
}
const model = { client: { _runtimeDataModel: { models } }, modelName: 'WebAPIToken' } as unknown as TokenModel

const check = (where: unknown) => whereOption(model, { where })

test('no filter is none', () => {
  expect(whereOption(model, {})).toEqual({})
})

test.each([
  { userId: 1 },
  { userId: 1, lastUsed: null, AND: [{ note: '' }, { OR: [{ note: 'CI' }] }] },
  { lastUsed: { lt: new Date(0) }, id: { in: [1n, 2n] } },
  { id: { in: [] } },
  { id: { notIn: [] } },
  { secret: Buffer.from('bytes') },
  { NOT: { note: 'CI' } },
  { note: { not: { contains: 'CI' } } },
  { policy: { not: {} } },
  { policy: { equals: {} } },
  { policy: { equals: DbNull } },
  { policy: { path: ['resources'], equals: AnyNull } },
  { user: { is: { username: 'ada' } } },
  { user: { is: null } },
  { user: { username: 'ada', settings: { not: {} } } },
  { user: { teams: { some: {} } } },
  { user: { teams: { none: {} } } },
  { unknown: { some: {} } },
])('takes %j as it is', (where) => {
  expect(check(where)).toEqual(where)
})

test.each([
  ['where', undefined],
  ['where.userId', { userId: undefined }],
  ['where.lastUsed.lt', { note: 'x', lastUsed: { gt: 1, lt: undefined } }],
  ['where.AND[1].userId', { AND: [{ note: '' }, { userId: undefined }] }],
  ['where.id.in[0]', { id: { in: [undefined] } }],
  ['where.id.in[1]', { id: { in: Object.assign([1], { length: 2 }) } }],
  ['where.user.teams.some.id', { user: { teams: { some: { id: undefined } } } }],
  ['where.policy.equals.a', { policy: { equals: { a: undefined } } }],
])('refuses undefined at %s', (path, where) => {
  expect(() => check(where)).toThrow(new TypeError(`${path} is undefined, which Prisma would take for "no filter"`))
})

test.each([
  ['where', {}],
  ['where.userId', { userId: {} }],
  ['where.userId', { userId: Promise.resolve(1) }],
  ['where.userId', { userId: new Map([[1, 1]]) }],
  ['where.AND[0]', { AND: [{}] }],
  ['where.OR[1]', { OR: [{ note: 'x' }, {}] }],
  ['where.NOT', { NOT: {} }],
  ['where.note.not', { note: { not: {} } }],
  ['where.user', { user: {} }],
  ['where.user.is', { user: { is: {} } }],
  ['where.user.teams.every', { user: { teams: { every: {} } } }],
  ['where.user.is.username', { user: { is: { username: {} } } }],
])('refuses the empty condition at %s: %p', (path, where) => {
  expect(() => check(where)).toThrow(
    new TypeError(`${path} has no condition in it, which Prisma would take for "no filter"`),
  )
})

test.each(['AND', 'OR', 'NOT'])('refuses an empty %s', (key) => {
  expect(() => check({ note: 'x', [key]: [] })).toThrow(
    new TypeError(`where.${key} is empty, which Prisma may take for "no filter"`),
  )
})

test.each([
  ['where', null],
  ['where', [{ note: 'x' }]],
  ['where', new Map()],
  ['where', Promise.resolve({ note: 'x' })],
  ['where', 'note'],
  ['where.AND[0]', { AND: [null] }],
  ['where.OR', { OR: 'x' }],
  ['where.user.is', { user: { is: 1 } }],
])('refuses at %s what is no filter: %p', (path, where) => {
  expect(() => check(where)).toThrow(new TypeError(`${path} must be a plain object`))
})

test.each([NaN, Infinity])('refuses %p, which Prisma would take for null', (number) => {
  expect(() => check({ familyId: number })).toThrow(new TypeError('where.familyId must be a finite number'))
  expect(() => check({ familyId: { not: number } })).toThrow(
    new TypeError('where.familyId.not must be a finite number'),
  )
  expect(() => check({ id: { in: [1, number] } })).toThrow(new TypeError('where.id.in[1] must be a finite number'))
})

test('refuses an invalid date', () => {
  expect(() => check({ expires: { lt: new Date(NaN) } })).toThrow(
    new TypeError('where.expires.lt must be a valid Date'),
  )
})
