import { plaintextDigest } from '../../src/digests/plaintext.js'
import { sha256Digest } from '../../src/digests/sha256.js'
import { TokenGeneratorRegistry } from '../../src/generators/registry.js'
import { resolveOptions, type WebAPITokenRepositoryOptions } from '../../src/context/options.js'

test('has a default for each option', () => {
  const before = Date.now()
  const { clock, digests, generators, ...rest } = resolveOptions({})
  expect(rest).toMatchObject({
    tokenTypes: ['wat'],
    model: 'webAPIToken',
    defaultTokenGeneratorId: undefined,
    maxAttempts: 20,
    logger: console,
  })
  expect(digests.map(({ id }) => id)).toStrictEqual(['sha256'])
  expect([...generators].map(({ id }) => id)).toStrictEqual([...new TokenGeneratorRegistry()].map(({ id }) => id))
  expect(clock().getTime()).toBeGreaterThanOrEqual(before)
  expect(clock().getTime()).toBeLessThanOrEqual(Date.now())
})

test('takes the default for an option that is undefined', () => {
  const names = ['tokenType', 'model', 'generators', 'digests', 'maxAttempts', 'clock', 'logger']
  const options = Object.fromEntries(names.map((name) => [name, undefined]))
  expect(resolveOptions(options)).toMatchObject({ tokenTypes: ['wat'], model: 'webAPIToken', maxAttempts: 20 })
})

test('takes what it is given', () => {
  const given = {
    model: 'accessToken',
    defaultTokenGeneratorId: 'vendor_checksum',
    generators: new TokenGeneratorRegistry(),
    digests: [sha256Digest(), plaintextDigest()],
    maxAttempts: 1,
    clock: () => new Date(0),
    logger: { error: () => undefined },
  }
  const resolved = resolveOptions({ ...given, tokenType: 'acme' })
  expect(resolved).toMatchObject({ ...given, tokenTypes: ['acme'] })
  expect(resolved.generators).toBe(given.generators)
  expect(resolved.logger).toBe(given.logger)
})

test('gives each repository a registry of its own', () => {
  expect(resolveOptions({}).generators).not.toBe(resolveOptions({}).generators)
})

test.each(['a', 'a_b', 'my-app', '_', '-', '9', 'x'.repeat(32)])('takes the token type "%s"', (tokenType) => {
  expect(resolveOptions({ tokenType }).tokenTypes).toStrictEqual([tokenType])
})

test('takes several token types, in their order', () => {
  expect(resolveOptions({ tokenType: ['new', 'old', 'older'] }).tokenTypes).toStrictEqual(['new', 'old', 'older'])
})

test.each(['', 'x'.repeat(33), 'a b', 'a.b', 'ä', 'a\n', '\ud800', [''], ['a', 'b '], ['a', 1], [null]])(
  'refuses the token type %j',
  (tokenType) => {
    expect(() => resolveOptions({ tokenType: tokenType as string[] })).toThrow(
      new TypeError('tokenType must be 1 to 32 letters, digits, "_" and "-"'),
    )
  },
)

test('refuses empty lists', () => {
  expect(() => resolveOptions({ tokenType: [] })).toThrow(new TypeError('tokenType must not be an empty list'))
  expect(() => resolveOptions({ digests: [] })).toThrow(new TypeError('digests must not be an empty list'))
})

test('refuses to write plain text', () => {
  expect(() => resolveOptions({ digests: [plaintextDigest(), sha256Digest()] })).toThrow(
    new TypeError('digests: "plaintext" is read-only and cannot be the first'),
  )
})

test.each([0, -1, 1.5, NaN, '3'])('refuses %p attempts', (maxAttempts) => {
  expect(() => resolveOptions({ maxAttempts } as WebAPITokenRepositoryOptions)).toThrow(
    new TypeError('maxAttempts must be a whole number of at least 1'),
  )
})

test('does not follow later changes', () => {
  const options = { tokenType: ['a'], digests: [sha256Digest()], maxAttempts: 3 }
  const resolved = resolveOptions(options)
  options.tokenType.push('b c')
  options.digests[0] = plaintextDigest()
  options.maxAttempts = 0
  expect(resolved.tokenTypes).toStrictEqual(['a'])
  expect(resolved.digests.map(({ id }) => id)).toStrictEqual(['sha256'])
  expect(resolved.maxAttempts).toBe(3)
  expect(() => Object.assign(resolved, { maxAttempts: 0 })).toThrow(TypeError)
})

test.each(['none', '', 'toString'])('refuses the default generator %p, which is not registered', (id) => {
  expect(() => resolveOptions({ defaultTokenGeneratorId: id })).toThrow(
    new TypeError(
      `defaultTokenGeneratorId: no token generator "${id}" is registered, only: nanoid, vendor_checksum, legacy_sha1`,
    ),
  )
})

test.each([-1, NaN, '1'])('refuses the interval %p', (lastUsedInterval) => {
  expect(() => resolveOptions({ lastUsedInterval: lastUsedInterval as number })).toThrow(TypeError)
})

test('refuses a default generator that is no id', () => {
  expect(() => resolveOptions({ defaultTokenGeneratorId: 7 as never })).toThrow(
    new TypeError('defaultTokenGeneratorId must be the id of a generator'),
  )
})
