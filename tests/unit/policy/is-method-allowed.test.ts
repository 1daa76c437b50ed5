import fc from 'fast-check'

import { isMethodAllowed } from '../../../src/policy/is-method-allowed.js'
import type { TokenPolicyRules } from '../../../src/policy/policy.js'
import { isPolicy, malformed } from '../support/malformed-policies.js'

const project = (section: unknown) => ({ resources: { project: section } })
const isAllowed = (policy: unknown, method = 'GET', ...object: [] | [string | number | bigint]) =>
  isMethodAllowed(policy, 'project', method, ...object)
const [allow, block] = [{ allow: ['*'] }, { block: ['*'] }]

test.each([null, {}, project({}), { resources: { review: { '*': block } } }])(
  'allows what no rule of %j speaks of',
  (policy) => {
    expect(isAllowed(policy)).toBe(true)
    expect(isAllowed(policy, 'DELETE', 42)).toBe(true)
  },
)

test.each(malformed)('denies everything under %j, which is no policy', (policy) => {
  expect(isAllowed(policy)).toBe(false)
  expect(isAllowed(policy, 'DELETE', 42)).toBe(false)
  expect(isMethodAllowed(policy, 'review', 'OPTIONS', 'abc', { type: 'String' })).toBe(false)
})

test('denies everything under any value that validatePolicy refuses', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const policies = [
        value,
        { resources: value },
        project(value),
        project({ '*': value }),
        { resources: { '*': value } },
      ]
      for (const policy of policies) {
        if (policy !== null && !isPolicy(policy)) expect(isAllowed(policy)).toBe(false)
      }
    }),
    { numRuns: 1000 },
  )
})

test('does not take a policy that was not read for one that allows everything', () => {
  expect(() => isAllowed(undefined)).toThrow(new TypeError('policy is undefined: the row was read without it'))
})

test.each([
  { allow: ['GET', '*'], block: ['GET'] },
  { allow: ['*'], block: ['*'] },
])('lets block win over allow at the same level: %j', (rules) => {
  expect(isAllowed({ resources: { '*': rules } })).toBe(false)
  expect(isAllowed(project({ '*': rules }))).toBe(false)
  expect(isAllowed(project({ '42': rules }), 'GET', 42)).toBe(false)
})

test('lets the method win over *', () => {
  const readOnly = { allow: ['GET'], block: ['*'] }
  const appendOnly = { allow: ['*'], block: ['DELETE'] }
  for (const place of [
    (rules: object) => ({ resources: { '*': rules } }),
    (rules: object) => project({ '*': rules }),
  ]) {
    expect([isAllowed(place(readOnly)), isAllowed(place(readOnly), 'POST')]).toStrictEqual([true, false])
    expect([isAllowed(place(appendOnly)), isAllowed(place(appendOnly), 'DELETE')]).toStrictEqual([true, false])
  }
})

test('lets the object win over * in the section of its resource', () => {
  const policy = project({ '*': { block: ['*', 'GET'] }, '42': { allow: ['*'] } })
  expect(isAllowed(policy, 'GET', 42)).toBe(true)
  expect(isAllowed(policy, 'GET', 43)).toBe(false)
  expect(isAllowed(policy)).toBe(false)
})

test('lets the resource win over everything', () => {
  const everywhere = { block: ['*', 'GET'] }
  const policy = { resources: { '*': everywhere, project: { '*': { allow: ['*'] } } } }
  expect(isAllowed(policy)).toBe(true)
  expect(isAllowed(policy, 'GET', 42)).toBe(true)
  expect(isMethodAllowed(policy, 'review', 'GET')).toBe(false)
})

test('asks the next level for a method that a level does not name', () => {
  const policy = {
    resources: {
      '*': { block: ['*'] },
      project: { '*': { allow: ['GET'] }, '42': { allow: ['PUT'] } },
    },
  }
  expect(['PUT', 'GET', 'POST'].map((method) => isAllowed(policy, method, 42))).toStrictEqual([true, true, false])
  expect(['PUT', 'GET', 'POST'].map((method) => isAllowed(policy, method))).toStrictEqual([false, true, false])
})

test.each(['42', 42, 42n])('finds the object %p under its text', (objectId) => {
  expect(isAllowed(project({ '42': { block: ['*'] } }), 'GET', objectId)).toBe(false)
})

test.each([undefined, null, '', '*', 7, {}])('refuses the resource %p', (resource) => {
  const policy = { resources: { '*': { allow: ['GET'] } } }
  expect(() => isMethodAllowed(policy, resource as string, 'GET')).toThrow(
    new TypeError('resource must be the policy id of a resource'),
  )
})

test.each([undefined, null, '', 7, 'GET ', 'GET,PUT', 'GET\n', ['GET']])('refuses the method %j', (method) => {
  expect(() => isMethodAllowed({}, 'project', method as string)).toThrow(new TypeError('method must be an HTTP method'))
})

test.each(['delete', 'Delete', 'DELETE'])('takes %s for the same method', (method) => {
  expect(isAllowed(project({ '*': { block: ['DELETE'] } }), method)).toBe(false)
  expect(isAllowed(project({ '*': { allow: ['DELETE'], block: ['*'] } }), method)).toBe(true)
})

test.each([undefined, null, Number.NaN, Infinity, 4.5, 2 ** 53, true, {}, [42]])('refuses the id %p', (objectId) => {
  const policy = project({ '42': block })
  expect(() => isMethodAllowed(policy, 'project', 'DELETE', objectId as number)).toThrow(
    new TypeError('objectId must be a string, a bigint or a safe integer; leave it out for the whole resource'),
  )
})

const big = '9007199254740993'
const uuid = 'b6a7c1d2-0e5f-4a3b-9c8d-7e6f5a4b3c2d'

test.each<[document: string, objectId: string | number | bigint, is: boolean]>([
  ...['042', ' 42', '+42', '42\n'].map((text): [string, number, boolean] => [text, 42, true]),
  ...['4.2e1', '42.0', '0x2a', '4 2', ''].map((text): [string, number, boolean] => [text, 42, false]),
  ['-0', 0, true],
  ['', 0, false],
  [' ', 0, false],
  ['-7', -7, true],
  [big, BigInt(big), true],
  [`00${big}`, BigInt(big), true],
  ['042', '042', true],
  ['042', '42', false],
  ['ABC', 'abc', false],
  [uuid.toUpperCase(), uuid, true],
  [uuid, uuid.toUpperCase(), true],
])('reads the id %j of a document for %p: %p', (document, objectId, is) => {
  expect(isAllowed(project({ [document]: block }), 'GET', objectId)).toBe(!is)
  expect(isAllowed(project({ '*': block, [document]: allow }), 'GET', objectId)).toBe(is)
})

test('reads all ids as the type that it is told', () => {
  const isBlocked = (document: string, id: string | number, type: 'Int' | 'BigInt' | 'String' | 'Uuid') =>
    !isMethodAllowed(project({ [document]: block }), 'project', 'GET', id, { type })
  expect(isBlocked('42', '042', 'Int')).toBe(true)
  expect(isBlocked('042', '42', 'BigInt')).toBe(true)
  expect(isBlocked('42', 42, 'String')).toBe(true)
  expect(isBlocked('042', 42, 'String')).toBe(false)
  expect(isBlocked(uuid.toUpperCase(), uuid, 'Uuid')).toBe(true)
})

test.each([
  ['Int', 'abc'],
  ['Int', '3000000000'],
  ['BigInt', String(2n ** 63n)],
  ['Uuid', '42'],
] as const)('denies an object that cannot be: %s %j', (type, id) => {
  expect(isMethodAllowed({}, 'project', 'GET', id, { type })).toBe(false)
})

test('leaves the reading of ids to the app where it wants that', () => {
  const parseId = (id: string) => (id.startsWith('proj_') ? Number(id.slice(5)) : undefined)
  const policy = project({ proj_42: block, '43': block })
  const isProjectAllowed = (id: number | string) => isMethodAllowed(policy, 'project', 'GET', id, { parseId })
  expect([42, '42', 43].map(isProjectAllowed)).toStrictEqual([false, false, true])
})

test('refuses options that it does not know', () => {
  const check = (options: unknown) => () => isMethodAllowed({}, 'project', 'GET', 42, options as object)
  expect(check({ field: 'id' })).toThrow(TypeError)
  expect(check(null)).toThrow(TypeError)
  expect(check({ type: 'Decimal' })).toThrow(new TypeError('type must be one of Int, BigInt, String, Uuid'))
  expect(check({ parseId: 'Int' })).toThrow(new TypeError('parseId must be a function'))
  expect(check({ type: 'Int', parseId: Number })).toThrow(new TypeError('type and parseId exclude each other'))
  expect(check({ type: undefined, parseId: undefined })).not.toThrow()
})

test('joins the rules of ids that mean the same object', () => {
  const policy = project({ '*': block, '42': { allow: ['GET', 'PUT'] }, '042': { block: ['PUT'] } })
  expect(['GET', 'PUT', 'POST'].map((method) => isAllowed(policy, method, 42))).toStrictEqual([true, false, false])
})

const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty']

test.each(inherited)('finds nothing under the id "%s" unless a rule is there', (id) => {
  const rules: TokenPolicyRules = { block: ['GET'] }
  // Computed keys, so that __proto__ is one.
  expect(isMethodAllowed({ resources: { '*': { block: [] } } }, id, 'GET', id)).toBe(true)
  expect(isMethodAllowed({ resources: { [id]: {} } }, id, 'GET', id)).toBe(true)
  expect(isMethodAllowed({ resources: { [id]: { [id]: rules } } }, id, 'GET', id)).toBe(false)
  expect(isMethodAllowed({ resources: { [id]: { '*': rules } } }, id, 'GET')).toBe(false)
})

test('does as the rules say for any policy', () => {
  const method = fc.constantFrom('*', 'GET', 'POST')
  const rules = fc
    .record({ allow: fc.array(method), block: fc.array(method) }, { requiredKeys: [] })
    .filter((each) => Object.keys(each).length > 0)
  const key = fc.constantFrom('1', '2', ...inherited)
  const section = fc.dictionary(fc.oneof(fc.constant('*'), key), rules)
  const resources = fc
    .tuple(fc.option(rules, { nil: undefined }), fc.dictionary(key, section))
    .map(([everywhere, sections]) => ({ ...(everywhere && { '*': everywhere }), ...sections }))
    .filter((sections) => Object.keys(sections).length > 0)
  const objectId = fc.option(key, { nil: undefined })

  fc.assert(
    fc.property(resources, key, method, objectId, (resources, resource, method, objectId) => {
      expect(
        isMethodAllowed({ resources }, resource, method, ...(objectId === undefined ? [] : ([objectId] as const))),
      ).toBe(verdict(resources, resource, method, objectId))
    }),
    { numRuns: 5000 },
  )
})

/** Every rule of the document becomes a line with its weight; the heaviest one that applies decides. */
function verdict(resources: object, resource: string, method: string, objectId: string | undefined): boolean {
  const lines: { weight: number; isAllow: boolean }[] = []
  const add = (place: number, rules: unknown) => {
    for (const [verb, methods] of Object.entries(rules as Record<string, string[]>)) {
      for (const named of methods) {
        if (named !== method && named !== '*') continue
        const weight = place * 100 + (named === method ? 10 : 0) + (verb === 'block' ? 1 : 0)
        lines.push({ weight, isAllow: verb === 'allow' })
      }
    }
  }
  for (const [name, section] of Object.entries(resources)) {
    if (name === '*') add(1, section)
    else if (name === resource) {
      for (const [id, rules] of Object.entries(section as object)) {
        if (id === objectId) add(3, rules)
        else if (id === '*') add(2, rules)
      }
    }
  }
  lines.sort((a, b) => b.weight - a.weight)
  return lines[0]?.isAllow ?? true
}
