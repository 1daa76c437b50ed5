import { createHash, randomBytes } from 'node:crypto'

import {
  hmacSha256Digest,
  plaintextDigest,
  sha256Digest,
  WebAPITokenRepository,
  type WebAPITokenRepositoryOptions,
} from '../../src/index.js'
import { createDatabase, databaseKinds, type TestClient, type TestDatabase } from '../../tests/support/databases.js'
import { describeUnless } from '../../tests/support/describe-unless.js'
import { sampleOf } from '../src/doctor/rows/sample.js'
import { contextOf } from '../src/repository.js'
import { examine } from './support/doctor-examination.js'

const options: WebAPITokenRepositoryOptions = { tokenType: 'acme', maxLifetime: 86_400_000 }

const day = 86_400_000
const hex = () => createHash('sha256').update(randomBytes(8)).digest('hex')
const hmac = (keyId: string) => hmacSha256Digest({ keyId, key: 'k'.repeat(32) })

for (const kind of databaseKinds) {
  describeUnless(kind.missing, `doctor looks at rows on ${kind.name}`, () => {
    let db: TestDatabase
    let client: TestClient
    let userId: number
    let usual: string[]

    beforeAll(async () => {
      db = await createDatabase(kind)
      client = await db.connect({ omit: { webAPIToken: { token: true } } })
      userId = (await client.user.create({ data: { username: 'ada' } })).id
      usual = (await examine(new WebAPITokenRepository(client, options))).findings.map(({ code }) => code)
    })
    afterEach(() => client.webAPIToken.deleteMany())
    afterAll(() => db?.close())

    /** Returns what is found beside that of the empty table. */
    async function unusual(more: object = {}) {
      const { findings } = await examine(new WebAPITokenRepository(client, { ...options, ...more }))
      return findings.filter(({ code }) => !usual.includes(code))
    }

    const rowOf = (row: object = {}) => ({
      userId,
      token: `sha256:${hex()}`,
      tokenHint: 'acme_...abcd',
      tokenGeneratorId: 'nanoid',
      note: '',
      invalidReason: '',
      ...row,
    })
    const insert = (...rows: readonly object[]) => client.webAPIToken.createMany({ data: rows.map(rowOf) })
    const unusable = [{ valid: false }, { expires: new Date(Date.now() - 1000) }]

    test('tokens as they are made are in order', async () => {
      const tokens = new WebAPITokenRepository(client, options)
      await tokens.generateToken(userId, { policy: { resources: { '*': { block: ['DELETE'] } } } })
      await tokens.generateToken(userId, { tokenGeneratorId: 'vendor_checksum' })
      expect(await unusual()).toEqual([])
    })

    test('digest-unread: of no digest of the options, with how many and how, and only where they could be used', async () => {
      await insert({ token: `hmac-sha256:2020:${hex()}` }, { token: `hmac-sha256:2021:${hex()}` }, { token: 'plain' })
      await insert({}, ...unusable.map((row) => ({ ...row, token: `hmac-sha256:2020:${hex()}` })))
      const [found, ...others] = await unusual()
      expect(others).toEqual([])
      expect(found).toMatchObject({ code: 'digest-unread', severity: 'error' })
      expect(found?.message).toMatch(/reads 2 tokens by HMAC .*, 1 token in plain text/)
      const [ofKeys] = await unusual({ digests: [hmac('2020'), hmac('2021'), sha256Digest()] })
      expect(ofKeys?.message).toMatch(/reads 1 token in plain text/)
    })

    test('digest-unread: a key id with a wildcard stands for itself', async () => {
      await insert({ token: `hmac-sha256:a-b:${hex()}` })
      const found = await unusual({ digests: [hmac('a_b')] })
      expect(found.map(({ code }) => code)).toEqual(['digest-unread'])
    })

    test('digest-old and digest-unused', async () => {
      await insert({}, {}, { token: `hmac-sha256:new:${hex()}` })
      const found = await unusual({ digests: [hmac('new'), sha256Digest(), hmac('old')] })
      expect(found).toMatchObject([
        { code: 'digest-old', message: expect.stringMatching(/2 tokens are still stored by sha256\./) },
        { code: 'digest-unused', message: expect.stringMatching(/hmac-sha256:old/) },
      ])
    })

    test('digest-plaintext: while it is configured, with how many are left', async () => {
      const digests = [sha256Digest(), plaintextDigest()]
      await insert({})
      const [none] = await unusual({ digests })
      expect(none).toMatchObject({ code: 'digest-plaintext', message: expect.stringMatching(/no token is without/) })
      await insert({ token: 'plain' })
      const [one, ...others] = await unusual({ digests })
      expect(others).toEqual([])
      expect(one?.message).toMatch(/, 1 token is without a digest/)
      expect(one?.remedy).toMatch(/redigest/)
    })

    test('generator-unknown and generator-deprecated, with how many', async () => {
      await insert({ tokenGeneratorId: 'mine' }, { tokenGeneratorId: 'mine' }, { tokenGeneratorId: 'legacy_sha1' }, {})
      await insert(...unusable.map((row) => ({ ...row, tokenGeneratorId: 'gone' })))
      expect(await unusual()).toMatchObject([
        { code: 'generator-unknown', message: expect.stringMatching(/2 tokens .* are of the generator "mine"/) },
        {
          code: 'generator-deprecated',
          message: expect.stringMatching(/1 token .* is of the generator "legacy_sha1"/),
        },
      ])
      const accepting = await unusual({ accepts: () => true })
      expect(accepting.map(({ code }) => code)).toEqual(['generator-deprecated'])
    })

    test('prefix-unknown: tokens of a type that is no longer in the options', async () => {
      await insert({ tokenHint: 'old_...abcd' }, { tokenHint: 'acmeXold_...abcd' }, { tokenHint: '' }, {})
      const [found, ...others] = await unusual()
      expect(others).toEqual([])
      expect(found).toMatchObject({ code: 'prefix-unknown', message: expect.stringMatching(/2 tokens/) })
      expect(await unusual({ tokenType: ['acme', 'old', 'acmeXold'] })).toEqual([])
    })

    test('default-prefix', async () => {
      expect((await unusual({ tokenType: 'wat' })).map(({ code }) => code)).toEqual(['default-prefix'])
      expect(await unusual({ tokenType: ['acme', 'wat'] })).toEqual([])
    })

    test('no-max-lifetime, with how many never expire, and of a kind', async () => {
      await insert({}, { expires: new Date(Date.now() + day) }, { valid: false })
      const [found] = await unusual({ maxLifetime: undefined })
      expect(found).toMatchObject({ code: 'no-max-lifetime', message: expect.stringMatching(/1 token never expires/) })
      const [ofKind] = await unusual({ tokenType: ['acme', 'other'], kinds: { other: { maxLifetime: Infinity } } })
      expect(ofKind).toMatchObject({ code: 'no-max-lifetime', message: expect.stringMatching(/^The kinds other have/) })
    })

    test('policy-malformed, with where', async () => {
      await insert({ policy: { resources: { project: { allow: ['GET'] } } } }, { policy: {} })
      const [found, ...others] = await unusual()
      expect(others).toEqual([])
      expect(found).toMatchObject({ code: 'policy-malformed', message: expect.stringMatching(/1 has .*project/) })
    })

    test('prune-needed: many, or a large share of the table, and the command', async () => {
      const before = (days: number) => new Date(Date.now() - days * day)
      const expired = Array.from({ length: 600 }, () => ({ expires: before(91) }))
      const invalid = Array.from({ length: 500 }, () => ({ valid: false, invalidDate: before(91) }))
      await insert(...expired)
      expect(await unusual()).toEqual([])
      await insert(...invalid)
      const [found, ...others] = await unusual()
      expect(others).toEqual([])
      expect(found).toMatchObject({
        code: 'prune-needed',
        severity: 'warning',
        message: expect.stringMatching(/^1,100 tokens/),
        remedy: 'npx webapi-token prune --expired-before 90d --invalidated-before 90d',
      })
      await insert(...Array.from({ length: 3400 }, () => ({ expires: before(89) })))
      expect(await unusual()).toEqual([])
    })

    test('owner-missing: no foreign key, and an owner who is deleted', async () => {
      const orphan = { data: rowOf({ userId: 999_999 }) }
      const unchecked = {
        sqlite: 'PRAGMA foreign_keys = OFF',
        postgresql: 'SET LOCAL session_replication_role = replica',
        mysql: 'SET SESSION foreign_key_checks = OFF',
      }[kind.provider]
      if (kind.provider === 'sqlite') {
        await client.$executeRawUnsafe(unchecked)
        await client.webAPIToken.create(orphan)
        await client.$executeRawUnsafe('PRAGMA foreign_keys = ON')
      } else {
        await client.$transaction(async (tx) => {
          await tx.$executeRawUnsafe(unchecked)
          await tx.webAPIToken.create(orphan)
          if (kind.provider === 'mysql') await tx.$executeRawUnsafe('SET SESSION foreign_key_checks = ON')
        })
      }
      await insert({})
      const [found, ...others] = await unusual()
      expect(others).toEqual([])
      expect(found).toMatchObject({ code: 'owner-missing', message: expect.stringMatching(/1 token .* has an owner/) })
    })

    test('a sample of a huge table has its first and last tokens, and some between', async () => {
      await insert(...Array.from({ length: 400 }, (_, n) => ({ note: String(n) })))
      const model = contextOf(new WebAPITokenRepository(client, options))?.model
      if (!model) throw new Error('No repository')
      expect(await sampleOf(model, 50)).toMatchObject({ isWhole: true, where: {} })
      const sample = await sampleOf(model, 10)
      expect(sample.isWhole).toBe(false)
      const rows = await client.webAPIToken.findMany({ where: sample.where, select: { note: true } })
      const chosen = rows.map(({ note }) => Number(note)).sort((a, b) => a - b)
      expect(chosen).toHaveLength(80)
      expect(chosen.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      expect(chosen.slice(-10)[0]).toBe(390)
      expect(chosen.filter((note) => note > 100 && note < 300).length).toBeGreaterThan(20)
    })
  })
}
