import type { TokenGenerator } from '../../../src/generators/generator.js'
import { TokenGeneratorRegistry } from '../../../src/generators/registry.js'

function generator(id: string, deprecated?: boolean): TokenGenerator {
  const rest = { createToken: () => 'token', validateToken: () => true }
  return deprecated === undefined ? { id, ...rest } : { id, deprecated, ...rest }
}

const idsOf = (registry: TokenGeneratorRegistry) => [...registry].map(({ id }) => id)

const builtIn = idsOf(new TokenGeneratorRegistry())

test('holds the built-in generators', () => {
  const registry = new TokenGeneratorRegistry()
  expect(idsOf(registry)).toEqual(expect.arrayContaining(['nanoid', 'vendor_checksum', 'legacy_sha1']))
  expect(registry.defaultId).toBe('nanoid')
  for (const id of idsOf(registry)) expect(registry.get(id)?.id).toBe(id)
})

test('knows which generators are deprecated', () => {
  const registry = new TokenGeneratorRegistry()
  expect(registry.deprecatedIds).toStrictEqual(['legacy_sha1'])
  registry.register(generator('old', true)).register(generator('new', false)).register(generator('plain'))
  expect(registry.deprecatedIds).toStrictEqual(['legacy_sha1', 'old'])
  registry.unregister('legacy_sha1')
  expect(registry.deprecatedIds).toStrictEqual(['old'])
})

test('adds a generator', () => {
  const registry = new TokenGeneratorRegistry()
  const short = generator('short')
  expect(registry.register(short)).toBe(registry)
  expect(registry.get('short')).toBe(short)
  expect(idsOf(registry)).toStrictEqual([...builtIn, 'short'])
})

test('replaces a generator by one of the same id', () => {
  const registry = new TokenGeneratorRegistry()
  const legacy = generator('legacy_sha1')
  registry.register(legacy)
  expect(registry.get('legacy_sha1')).toBe(legacy)
  expect(idsOf(registry)).toStrictEqual(builtIn)
})

test('removes a generator, and tells whether it was there', () => {
  const registry = new TokenGeneratorRegistry()
  expect(registry.unregister('vendor_checksum')).toBe(true)
  expect(registry.unregister('vendor_checksum')).toBe(false)
  expect(registry.get('vendor_checksum')).toBeUndefined()
  expect(idsOf(registry)).toStrictEqual(builtIn.filter((id) => id !== 'vendor_checksum'))
})

test('does not share generators with another registry', () => {
  const registry = new TokenGeneratorRegistry()
  registry.register(generator('short')).unregister('nanoid')
  registry.defaultId = 'short'
  expect(new TokenGeneratorRegistry().defaultId).toBe('nanoid')
  expect(idsOf(new TokenGeneratorRegistry())).toStrictEqual(builtIn)
})

test('takes another default, of those that are registered', () => {
  const registry = new TokenGeneratorRegistry()
  registry.defaultId = 'vendor_checksum'
  expect(registry.defaultId).toBe('vendor_checksum')
  expect(() => (registry.defaultId = 'none')).toThrow(
    new TypeError('defaultId: no token generator "none" is registered'),
  )
  expect(registry.defaultId).toBe('vendor_checksum')
})

test.each(['toString', '__proto__', 'constructor', ''])('has no generator "%s"', (id) => {
  expect(new TokenGeneratorRegistry().get(id)).toBeUndefined()
})

test.each([undefined, null, {}, { id: '' }, { id: 1 }, 'nanoid'])('refuses %p as a generator', (value) => {
  const registry = new TokenGeneratorRegistry()
  expect(() => registry.register(value as TokenGenerator)).toThrow(
    new TypeError('generator.id must be a non-empty string'),
  )
  expect(idsOf(registry)).toStrictEqual(builtIn)
})
