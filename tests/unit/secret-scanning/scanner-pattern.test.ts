import { RE2JS } from 're2js'
import { parse } from 'smol-toml'

import { TokenGeneratorRegistry, WebAPITokenRepository, type WebAPITokenRepositoryOptions } from '../../../src/index.js'
import { scannerPattern } from '../../../src/secret-scanning/index.js'
import { createDatabase, databaseKind, type TestDatabase } from '../../support/databases.js'

let db: TestDatabase | undefined
beforeAll(async () => {
  db = await createDatabase(databaseKind('better-sqlite3'))
})
afterAll(() => db?.close())

function tokensOf(options: WebAPITokenRepositoryOptions) {
  if (!db) throw new Error('The database is there while tests run')
  return new WebAPITokenRepository(db.prisma, options)
}

/** What a scanner with RE2 finds in a text, and JavaScript in the same. */
function foundIn(text: string, regex: string): string[] {
  const matcher = RE2JS.compile(regex).matcher(text)
  const found: string[] = []
  while (matcher.find()) found.push(matcher.group() ?? '')
  expect(text.match(new RegExp(regex, 'g')) ?? []).toEqual(found)
  return found
}

test.each([[['acme']], [['acme_live', 'acme_test']], [['a', 'a_b', 'A-b']]])(
  'finds the tokens of the types %j',
  (types) => {
    const tokens = tokensOf({ tokenType: types })
    const { regex, checksums } = scannerPattern(tokens)
    const generators = new TokenGeneratorRegistry()
    const created = types.map((tokenType) => generators.get('nanoid')?.createToken({ tokenType }) ?? '')
    expect(foundIn(created.map((token) => `KEY="${token}"`).join('\n'), regex)).toEqual(created)
    expect(foundIn('acme_ other_0123456789012345678901234567890123456789 sha256:0123', regex)).toEqual([])
    expect(checksums).toEqual([
      'The last 6 characters are the CRC-32 of zlib (ISO 3309), in base62 with the digits 0-9A-Za-z, padded with 0, over all characters before them.',
    ])
  },
)

test('finds the tokens of other generators, when they are asked for', () => {
  const tokens = tokensOf({ tokenType: 'acme' })
  const { regex, checksums } = scannerPattern(tokens, { tokenGeneratorIds: ['vendor_checksum', 'nanoid'] })
  const generators = new TokenGeneratorRegistry()
  const created = ['vendor_checksum', 'nanoid'].map(
    (id) => generators.get(id)?.createToken({ tokenType: 'acme' }) ?? '',
  )
  expect(foundIn(created.join(' '), regex)).toEqual(created)
  expect(checksums).toHaveLength(2)
})

test('has a rule for gitleaks, whose group is the token', () => {
  const tokens = tokensOf({ tokenType: ['Acme', 'acme_test'] })
  const { gitleaks } = scannerPattern(tokens)
  const { rules } = parse(gitleaks) as unknown as {
    rules: { regex: string; secretGroup: number; keywords: string[] }[]
  }
  const token = new TokenGeneratorRegistry().get('nanoid')?.createToken({ tokenType: 'acme_test' }) ?? ''
  expect(rules).toMatchObject([{ id: 'Acme-api-token', secretGroup: 1, keywords: ['acme_', 'acme_test_'] }])
  for (const text of [token, `"${token}"`, `key=${token}\n`]) {
    const matcher = RE2JS.compile(rules[0]?.regex ?? '').matcher(text)
    expect(matcher.find()).toBe(true)
    expect(matcher.group(rules[0]?.secretGroup ?? 0)).toBe(token)
  }
  for (const text of [`x${token}`, `${token}x`, `_${token}`]) {
    expect(
      RE2JS.compile(rules[0]?.regex ?? '')
        .matcher(text)
        .find(),
    ).toBe(false)
  }
})

test("has the fields of GitHub's custom patterns", () => {
  const { github, regex } = scannerPattern(tokensOf({ tokenType: 'acme' }))
  expect(github.secretFormat).toBe(regex)
  const whole = RE2JS.compile(`(?:${github.beforeSecret})${regex}(?:${github.afterSecret})`)
  const token = new TokenGeneratorRegistry().get('nanoid')?.createToken({ tokenType: 'acme' }) ?? ''
  expect(whole.matcher(token).find()).toBe(true)
  expect(whole.matcher(` ${token},`).find()).toBe(true)
  expect(whole.matcher(`x${token}`).find()).toBe(false)
})

test('is a TypeError for a generator that has no pattern, or is not there', () => {
  const tokens = tokensOf({})
  const patternOf = (...tokenGeneratorIds: string[]) => scannerPattern(tokens, { tokenGeneratorIds })
  // Any 40 hex digits could be one.
  expect(() => patternOf('legacy_sha1')).toThrow(TypeError)
  expect(() => patternOf('nope')).toThrow(/no token generator "nope" is registered/)
  expect(() => scannerPattern(tokens, { generators: [] } as never)).toThrow(/there is no option "generators"/)
  expect(() => scannerPattern({} as never)).toThrow(/tokens must be a WebAPITokenRepository/)
})
