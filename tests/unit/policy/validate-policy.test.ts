import fc from 'fast-check'

import { WebAPITokenPolicyError } from '../../../src/outcomes/errors.js'
import { validatePolicy } from '../../../src/policy/validate-policy.js'
import { thrownBy } from '../support/thrown-by.js'

const everything = { allow: ['*'] }
const everywhere = (section: unknown) => ({ resources: { '*': section } })
const project = (section: unknown) => ({ resources: { project: section } })

test.each([
  {},
  everywhere({ allow: ['GET', 'HEAD', 'OPTIONS'], block: ['*'] }),
  everywhere({ allow: [] }),
  everywhere({ block: [] }),
  everywhere({ block: ['M-SEARCH', 'VERSION-CONTROL', 'X2'] }),
  project({ allow: everything, block: everything }),
  project({}),
  project({ '*': { block: ['*'] }, '42': everything }),
  { resources: { '*': { block: ['*'] }, project: { '*': everything }, review: { '7': everything } } },
])('takes %j for a policy', (policy) => {
  expect(() => validatePolicy(policy)).not.toThrow()
})

const faults: [policy: unknown, path: string, message: string][] = [
  [{ resource: {} }, '', 'The policy is missing a "resources" section.'],
  [{ '*': everything }, '', 'The policy is missing a "resources" section.'],
  [{ resources: {} }, 'resources', 'The policy\'s "resources" section must not be empty.'],
  [everywhere(null), 'resources.*', 'The "resources.*" section must be a JSON object.'],
  [everywhere(['GET']), 'resources.*', 'The "resources.*" section must be a JSON object.'],
  [everywhere({}), 'resources.*', 'The "resources.*" section must have "allow" and/or "block" rules.'],
  [project(null), 'resources.project', 'The "resources.project" section must be a JSON object.'],
  [project(['GET']), 'resources.project', 'The "resources.project" section must be a JSON object.'],
  [
    project(everything),
    'resources.project.allow',
    'The "resources.project.allow" section must be a JSON object. A rule for all objects stands under "*": { "*": { "allow": [...] } }.',
  ],
  [
    project({ '42': everything, block: ['*'] }),
    'resources.project.block',
    'The "resources.project.block" section must be a JSON object. A rule for all objects stands under "*": { "*": { "block": [...] } }.',
  ],
  [
    { ...everywhere(everything), Resources: { '*': { block: ['*'] } } },
    'Resources',
    'The policy has a key "Resources"; it must have "resources" only.',
  ],
  [
    everywhere({ ...everything, Block: ['DELETE'] }),
    'resources.*.Block',
    'The "resources.*" section has a key "Block"; it must have "allow" and "block" only.',
  ],
  [
    project({ '42': { ...everything, 'de\nny': ['DELETE'] } }),
    'resources.project.42.de\nny',
    'The "resources.project.42" section has a key "de\\nny"; it must have "allow" and "block" only.',
  ],
  [
    project({ 'a\nb': {} }),
    'resources.project.a\nb',
    'The "resources.project.a\\nb" section must have "allow" and/or "block" rules.',
  ],
  [
    project({ '*': everything, '42': {} }),
    'resources.project.42',
    'The "resources.project.42" section must have "allow" and/or "block" rules.',
  ],
  [
    project({ '42': { block: null } }),
    'resources.project.42.block',
    'The "resources.project.42" section\'s "block" rule must be a list.',
  ],
]
for (const policy of [null, undefined, [], [everything], 'resources', 1, true]) {
  faults.push([policy, '', 'The policy must be a JSON object.'])
}
for (const resources of [null, undefined, [], 'x', 1]) {
  faults.push([{ resources }, 'resources', 'The policy\'s "resources" section must be a JSON object.'])
}
for (const methods of ['GET', { GET: true }, null, undefined, ['GET', 1], [null]]) {
  const [allow, block] = [{ allow: methods }, { ...everything, block: methods }]
  faults.push([everywhere(allow), 'resources.*.allow', 'The "resources.*" section\'s "allow" rule must be a list.'])
  faults.push([everywhere(block), 'resources.*.block', 'The "resources.*" section\'s "block" rule must be a list.'])
}

for (const method of ['get', 'Get', '', ' GET', 'GET ', 'GET, PUT', 'GET\n', '**', 'É', '-GET']) {
  faults.push([
    everywhere({ allow: ['PUT', method] }),
    'resources.*.allow',
    `The "resources.*" section's "allow" rule has ${JSON.stringify(method)}; it must have names in upper case, such as "GET", or "*".`,
  ])
}

test.each(faults)('refuses %j, at "%s"', (policy, path, message) => {
  const error = thrownBy(() => validatePolicy(policy))
  expect(error).toBeInstanceOf(WebAPITokenPolicyError)
  expect(error).toMatchObject({ path, message, code: 'ERR_WEBAPI_TOKEN_INVALID_POLICY' })
})

test('does not take a "resources" section from a prototype', () => {
  const policy: unknown = Object.assign(Object.create(everywhere(everything)), { comment: '' })
  expect(thrownBy(() => validatePolicy(policy))).toMatchObject({ path: '' })
  expect(thrownBy(() => validatePolicy(JSON.parse('{"__proto__": {"resources": {}}}')))).toMatchObject({ path: '' })
})

test('knows the resources of the app when it is given their ids', () => {
  const policy = { resources: { '*': everything, project: { '*': everything }, review: { '*': everything } } }
  expect(() => validatePolicy(policy, { resourceIds: new Set(['project', 'review']) })).not.toThrow()
  expect(thrownBy(() => validatePolicy(policy, { resourceIds: ['project'] }))).toMatchObject({
    path: 'resources.review',
    message: '"review" is not a valid resource policy ID.',
  })
  expect(() => validatePolicy(everywhere(everything), { resourceIds: [] })).not.toThrow()
})

test('refuses options that it does not know', () => {
  const check = (options: unknown) => thrownBy(() => validatePolicy({}, options as object))
  expect(check({ resourceId: ['project'] })).toEqual(
    new TypeError('validatePolicy: there is no option "resourceId"; the nearest is "resourceIds"'),
  )
  expect(check(null)).toBeInstanceOf(TypeError)
  expect(() => validatePolicy(everywhere(everything), { resourceIds: undefined })).not.toThrow()
})

test('throws nothing but its own error, whatever it is given', () => {
  const value = fc.oneof(fc.anything(), fc.anything().map(everywhere), fc.anything().map(project))
  fc.assert(
    fc.property(value, (policy) => {
      try {
        validatePolicy(policy)
      } catch (error) {
        expect(error).toBeInstanceOf(WebAPITokenPolicyError)
      }
    }),
    { numRuns: 1000 },
  )
})

test('does not change the policy', () => {
  const policy = { resources: Object.freeze({ '*': Object.freeze({ allow: Object.freeze(['GET']) }) }) }
  expect(() => validatePolicy(Object.freeze(policy))).not.toThrow()
})
