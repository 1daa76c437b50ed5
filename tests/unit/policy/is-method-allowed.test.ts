import fc from 'fast-check'

import { isMethodAllowed } from '../../../src/policy/is-method-allowed.js'
import type { TokenPolicyRules } from '../../../src/policy/policy.js'

const project = (section: object) => ({ resources: { project: section } })
const isAllowed = (policy: unknown, method = 'GET', objectId?: string | number | bigint) =>
  isMethodAllowed(policy, 'project', method, objectId)

test.each([undefined, null, {}, { resources: {} }, project({}), { resources: { review: { '*': { block: ['*'] } } } }])(
  'allows what no rule of %j speaks of',
  (policy) => {
    expect(isAllowed(policy)).toBe(true)
    expect(isAllowed(policy, 'DELETE', 42)).toBe(true)
    expect(isMethodAllowed(policy, '*', 'GET')).toBe(true)
  },
)

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

test('does not take * for a resource of that name', () => {
  const policy = { resources: { '*': { allow: ['GET'], '*': { block: ['*'] }, '42': { block: ['*'] } } } }
  expect(isMethodAllowed(policy, '*', 'GET')).toBe(true)
  expect(isMethodAllowed(policy, '*', 'GET', 42)).toBe(true)
})

const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty']

test.each(inherited)('finds nothing under the id "%s" unless a rule is there', (id) => {
  const rules: TokenPolicyRules = { block: ['GET'] }
  // Computed keys, so that __proto__ is one.
  expect(isMethodAllowed({ resources: { '*': {} } }, id, 'GET', id)).toBe(true)
  expect(isMethodAllowed({ resources: { [id]: {} } }, id, 'GET', id)).toBe(true)
  expect(isMethodAllowed({ resources: { [id]: { [id]: rules } } }, id, 'GET', id)).toBe(false)
  expect(isMethodAllowed({ resources: { [id]: { '*': rules } } }, id, 'GET')).toBe(false)
})

test('does as the rules say for any policy', () => {
  const method = fc.constantFrom('*', 'GET', 'POST')
  const rules = fc.record({ allow: fc.array(method), block: fc.array(method) }, { requiredKeys: [] })
  const key = fc.constantFrom('1', '2', ...inherited)
  const section = fc.dictionary(fc.oneof(fc.constant('*'), key), rules)
  const resources = fc
    .tuple(fc.option(rules, { nil: undefined }), fc.dictionary(key, section))
    .map(([everywhere, sections]) => ({ ...(everywhere && { '*': everywhere }), ...sections }))
  const resource = fc.oneof(fc.constant('*'), key)
  const objectId = fc.option(key, { nil: undefined })

  fc.assert(
    fc.property(resources, resource, method, objectId, (resources, resource, method, objectId) => {
      expect(isMethodAllowed({ resources }, resource, method, objectId)).toBe(
        verdict(resources, resource, method, objectId),
      )
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
