import fc from 'fast-check'

import { isMethodAllowed } from '../../../src/policy/is-method-allowed.js'
import { policyWhere } from '../../../src/policy/policy-where.js'

const project = (section: object) => ({ resources: { project: section } })
const [allow, block] = [{ allow: ['*'] }, { block: ['*'] }]

test.each([undefined, null, {}, project({}), project({ '*': allow }), { resources: { review: { '*': block } } }])(
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
  expect(policyWhere(policy, '*')).toStrictEqual({ id: { in: [] } })
})

test('asks for GET only', () => {
  expect(policyWhere({ resources: { '*': { allow: ['GET'], block: ['*'] } } }, 'project')).toStrictEqual({})
})

test.each([
  ['42', 42],
  ['0', 0],
  ['-1', -1],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740993', '9007199254740993'],
  ['042', '042'],
  ['-0', '-0'],
  ['4.5', '4.5'],
  ['1e3', '1e3'],
  ['', ''],
  [' 1', ' 1'],
  ['Infinity', 'Infinity'],
  ['b6a7', 'b6a7'],
  ['__proto__', '__proto__'],
])('reads the id "%s" as %p', (id, parsed) => {
  expect(policyWhere(project({ [id]: block }), 'project')).toStrictEqual({ id: { notIn: [parsed] } })
})

test('leaves the reading of ids to the app where it wants that', () => {
  const policy = project({ '42': block })
  expect(policyWhere(policy, 'project', { parseId: String })).toStrictEqual({ id: { notIn: ['42'] } })
  expect(policyWhere(policy, 'project', { parseId: BigInt })).toStrictEqual({ id: { notIn: [42n] } })
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
  const rules = fc.record({ allow: fc.array(method), block: fc.array(method) }, { requiredKeys: [] })
  const id = fc.constantFrom('1', '2', '3', '4', 'constructor', '__proto__')
  const section = fc.dictionary(fc.oneof(fc.constant('*'), id), rules)
  const resources = fc
    .record({ '*': rules, project: section, review: section }, { requiredKeys: [] })
    .map((given) => ({ ...given }))
  const resource = fc.constantFrom('project', 'review', 'other', '*')

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
