import fc from 'fast-check'

import { isMethodAllowed } from '../../../src/policy/is-method-allowed.js'
import { policyWhere } from '../../../src/policy/policy-where.js'
import { malformed } from '../support/malformed-policies.js'

const project = (section: object) => ({ resources: { project: section } })
const [allow, block] = [{ allow: ['*'] }, { block: ['*'] }]

test.each([null, {}, project({}), project({ '*': allow }), { resources: { review: { '*': block } } }])(
  'leaves out nothing under %j',
  (policy) => {
    expect(policyWhere(policy, 'project')).toStrictEqual({})
  },
)

test('leaves out the objects that are blocked', () => {
  const policy = project({ '7': block, '8': { block: ['DELETE'] }, '9': { block: ['GET'] } })
  expect(policyWhere(policy, 'project')).toStrictEqual({ id: { notIn: [7, 9] } })
  expect(policyWhere(policy, 'review')).toStrictEqual({})
})

test('takes only the objects that are allowed where the rest is blocked', () => {
  const policy = {
    resources: { '*': block, project: { '7': allow, '8': { allow: ['PUT'] }, '9': { allow: ['GET'] } } },
  }
  expect(policyWhere(policy, 'project')).toStrictEqual({ id: { in: [7, 9] } })
  expect(policyWhere(policy, 'review')).toStrictEqual({ id: { in: [] } })
})

test('asks for GET only', () => {
  expect(policyWhere({ resources: { '*': { allow: ['GET'], block: ['*'] } } }, 'project')).toStrictEqual({})
})

test.each(malformed)('leaves out everything under %j, which is no policy', (policy) => {
  expect(policyWhere(policy, 'project')).toStrictEqual({ id: { in: [] } })
  expect(policyWhere(policy, 'project', { field: 'number' })).toStrictEqual({ number: { in: [] } })
})

test('does not take a policy that was not read for one that allows everything', () => {
  expect(() => policyWhere(undefined, 'project')).toThrow(TypeError)
})

test.each([undefined, '', '*', 7])('refuses the resource %p', (resource) => {
  expect(() => policyWhere({}, resource as string)).toThrow(TypeError)
})

const [lower, upper] = ['b6a7c1d2-0e5f-4a3b-9c8d-7e6f5a4b3c2d', 'B6A7C1D2-0E5F-4A3B-9C8D-7E6F5A4B3C2D']

test.each([
  ['Int', '42', [42]],
  ['Int', '0', [0]],
  ['Int', '-1', [-1]],
  ['Int', '042', [42]],
  ['Int', ' 42', [42]],
  ['Int', '-2147483648', [-2147483648]],
  ['Int', '-2147483649', []],
  ['Int', '2147483647', [2147483647]],
  ['Int', '2147483648', []],
  ['Int', '4.5', []],
  ['Int', '1e3', []],
  ['Int', '', []],
  ['Int', '0'.repeat(10_000), [0]],
  ['Int', '9'.repeat(10_000), []],
  ['Int', lower, []],
  ['BigInt', '042', [42n]],
  ['BigInt', '9223372036854775807', [2n ** 63n - 1n]],
  ['BigInt', '9223372036854775808', []],
  ['BigInt', 'Infinity', []],
  ['String', '042', ['042']],
  ['String', '', ['']],
  ['String', '__proto__', ['__proto__']],
  ['String', upper, [lower, upper]],
  ['Uuid', lower, [lower, upper]],
  ['Uuid', upper, [lower, upper]],
  ['Uuid', '42', []],
  ['Uuid', lower.replaceAll('-', ''), []],
] as const)('reads for a field of the type %s the id %j as %p', (type, id, ids) => {
  expect(policyWhere(project({ '*': block, [id]: allow }), 'project', { type })).toStrictEqual({ id: { in: ids } })
  expect(policyWhere(project({ [id]: block }), 'project', { type })).toStrictEqual(
    ids.length > 0 ? { id: { notIn: ids } } : {},
  )
})

test('joins the rules of ids that mean the same object', () => {
  const policy = project({ '7': allow, '07': block, [lower]: block, [upper]: allow })
  expect(policyWhere(policy, 'project', { type: 'Int' })).toStrictEqual({ id: { notIn: [7] } })
  expect(policyWhere(policy, 'project', { type: 'Uuid' })).toStrictEqual({ id: { notIn: [lower, upper] } })
})

test('says that it takes the field for an Int where nobody has, and an id is none', () => {
  const anyInt = { gte: -2147483648, lte: 2147483647 }
  expect(policyWhere(project({ '7': block, '08': block }), 'project')).toStrictEqual({ id: { notIn: [7, 8] } })
  expect(policyWhere(project({ '7': block, abc: block }), 'project')).toStrictEqual({ id: { notIn: [7], ...anyInt } })
  expect(policyWhere(project({ '*': block, abc: allow }), 'project')).toStrictEqual({ id: { in: [], ...anyInt } })
})

test('leaves the reading of ids to the app where it wants that', () => {
  const policy = project({ '42': block })
  expect(policyWhere(policy, 'project', { parseId: String })).toStrictEqual({ id: { notIn: ['42'] } })
  expect(policyWhere(policy, 'project', { parseId: BigInt })).toStrictEqual({ id: { notIn: [42n] } })
  expect(policyWhere(project({ abc: block, '7': block }), 'project', { parseId: Number })).toStrictEqual({
    id: { notIn: [7] },
  })
  expect(policyWhere(policy, 'project', { parseId: () => undefined })).toStrictEqual({})
})

test.each([null, {}, true, new Date()])('refuses the id %p of a parseId', (id) => {
  const parseId = (() => id) as unknown as () => string
  expect(() => policyWhere(project({ '42': block }), 'project', { parseId })).toThrow(
    new TypeError('parseId must return a string, a number, a bigint or undefined'),
  )
})

test('refuses options that it does not know', () => {
  const check = (options: unknown) => () => policyWhere({}, 'project', options as object)
  expect(check({ fields: 'id' })).toThrow(
    new TypeError('policyWhere: there is no option "fields"; the nearest is "field"'),
  )
  expect(check(null)).toThrow(TypeError)
  expect(check({ field: '' })).toThrow(new TypeError('field must be the name of a field'))
  expect(check({ type: 'int' })).toThrow(new TypeError('type must be one of Int, BigInt, String, Uuid'))
  expect(check({ type: 'Int', parseId: Number })).toThrow(new TypeError('type and parseId exclude each other'))
  expect(check({ field: undefined, type: undefined, parseId: undefined })).not.toThrow()
})

test('names the field that it is told to', () => {
  expect(policyWhere(project({ '42': block }), 'project', { field: 'number' })).toStrictEqual({
    number: { notIn: [42] },
  })
})

test.each(['constructor', '__proto__'])('finds nothing under the resource "%s" unless a rule is there', (resource) => {
  expect(policyWhere({ resources: { '*': allow } }, resource)).toStrictEqual({})
})

test('lets through exactly what isMethodAllowed does', () => {
  const method = fc.constantFrom('*', 'GET', 'POST')
  const rules = fc
    .record({ allow: fc.array(method), block: fc.array(method) }, { requiredKeys: [] })
    .filter((each) => Object.keys(each).length > 0)
  const id = fc.constantFrom('1', '2', '3', '4', 'constructor', '__proto__')
  const section = fc.dictionary(fc.oneof(fc.constant('*'), id), rules)
  const resources = fc
    .record({ '*': rules, project: section, review: section }, { requiredKeys: [] })
    .map((given) => ({ ...given }))
    .filter((sections) => Object.keys(sections).length > 0)
  const resource = fc.constantFrom('project', 'review', 'other')

  fc.assert(
    fc.property(resources, resource, id, (resources, resource, id) => {
      const where = policyWhere({ resources }, resource, { parseId: String })
      expect(isMatch(where, id)).toBe(isMethodAllowed({ resources }, resource, 'GET', id))
    }),
    { numRuns: 5000 },
  )
})

function isMatch(where: ReturnType<typeof policyWhere<string>>, id: string): boolean {
  const condition = where.id
  if (!condition) return true
  return 'in' in condition ? condition.in.includes(id) : !condition.notIn.includes(id)
}
