import { createHash } from 'node:crypto'

import { hmacSha256Digest, legacySha1Generator, sha256Digest, TokenGeneratorRegistry } from '../../../src/index.js'
import { createUser, failure, givenTokens, repository, statementsOf, type SuiteContext, unique } from './context.js'

export function generation(context: SuiteContext): void {
  describe('generateToken', () => {
    test('writes one row with the defaults of a fresh token', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const now = new Date('2026-01-02T03:04:05.678Z')

      const { token, record } = await repository(context, { tokenType: 'acme', clock: () => now }).generateToken(user)

      expect(token).toMatch(/^acme_[0-9A-Za-z]{38}$/)
      const rows = await prisma.webAPIToken.findMany({ where: { userId: user.id } })
      const digest = `sha256:${createHash('sha256').update(token).digest('hex')}`
      expect(rows).toEqual([
        {
          id: record.id,
          userId: user.id,
          token: digest,
          tokenHint: `acme_...${token.slice(-4)}`,
          tokenGeneratorId: 'nanoid',
          timeAdded: now,
          lastUpdated: now,
          lastUsed: null,
          expires: null,
          valid: true,
          invalidDate: null,
          invalidReason: '',
          note: '',
          policy: {},
          extraData: null,
          familyId: null,
          successorId: null,
          retireOnFirstUse: false,
          expiryNotified: null,
        },
      ])
      const { token: _digest, ...withoutToken } = rows[0] ?? {}
      expect(record).toEqual(withoutToken)
    })

    test('writes what it is given', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const policy = { resources: { '*': { allow: ['GET'], block: ['*'] } } }

      const { record } = await repository(context).generateToken(user.id, {
        note: 'CI',
        policy,
        extraData: { team: ['a', 1] },
        expires: new Date('2030-01-01T00:00:00Z'),
      })

      expect(await prisma.webAPIToken.findUnique({ where: { id: record.id } })).toMatchObject({
        userId: user.id,
        note: 'CI',
        policy,
        extraData: { team: ['a', 1] },
        expires: new Date('2030-01-01T00:00:00Z'),
      })
    })

    test('takes null for a note and a policy, and an expiry in the past', async () => {
      const user = await createUser(context.db.prisma)
      const past = new Date('2001-01-01T00:00:00Z')
      const { record } = await repository(context).generateToken(user, { note: null, policy: null, expires: past })
      expect(record).toMatchObject({ note: '', policy: {}, expires: past, valid: true })
    })

    test('takes one statement where the database returns the row', async () => {
      const user = await createUser(context.db.prisma)
      const inserts = await statementsOf(context, (client) => repository(context, { client }).generateToken(user))
      const inTransaction = await statementsOf(context, (client) =>
        client.$transaction((tx) => repository(context, { client }).withTransaction(tx).generateToken(user)),
      )
      // MariaDB: Prisma inserts, then selects.
      const expected = context.db.kind.provider === 'mysql' ? 2 : 1
      expect(inserts.filter((sql) => /INSERT|SELECT|UPDATE/i.test(sql))).toHaveLength(expected)
      expect(inTransaction.filter((sql) => /INSERT|SELECT|UPDATE/i.test(sql))).toHaveLength(expected)
    })

    test('retries a token that is taken, with a new one', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const [taken, fresh] = [unique('taken'), unique('fresh')]
      await repository(context, { generator: givenTokens(taken) }).generateToken(user)

      const generator = givenTokens(taken, taken, fresh)
      const { token } = await repository(context, { generator }).generateToken(user)

      expect(token).toBe(fresh)
      expect(generator.calls).toBe(3)
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(2)
    })

    test('on PostgreSQL, lets one statement fail, however many tokens are taken', async () => {
      if (context.db.kind.provider !== 'postgresql') return
      const user = await createUser(context.db.prisma)
      const taken = unique('taken')
      await repository(context, { generator: givenTokens(taken) }).generateToken(user)

      const generator = givenTokens(taken, taken, taken, unique('fresh'))
      const statements = await statementsOf(context, (client) =>
        repository(context, { client, generator }).generateToken(user),
      )

      // The one that fails is not told of.
      const inserts = statements.filter((sql) => sql.startsWith('INSERT'))
      expect(inserts.map((sql) => sql.includes('ON CONFLICT DO NOTHING'))).toEqual([true, true, true])
    })

    test.each([
      [undefined, 20],
      [3, 3],
    ])('gives up after maxAttempts (%p): %d, and writes nothing', async (maxAttempts, attempts) => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const generator = givenTokens(unique('taken'))
      const log: string[] = []
      const tokens = repository(context, { generator, logger: { error: (message) => log.push(message) } })
      await tokens.generateToken(user)
      generator.calls = 0

      const error = await failure(context, tokens.generateToken(user, maxAttempts === undefined ? {} : { maxAttempts }))

      expect(error).toMatchObject({
        name: 'WebAPITokenGenerationError',
        code: 'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED',
        attempts,
      })
      expect(error.message).toContain(`${attempts} attempts`)
      expect(log).toEqual([error.message])
      expect(generator.calls).toBe(attempts)
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(1)
    })

    test('takes maxAttempts of the repository', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { generator: givenTokens(unique('taken')), maxAttempts: 2 })
      await tokens.generateToken(user)
      expect(await failure(context, tokens.generateToken(user))).toMatchObject({ attempts: 2 })
    })

    test('passes a foreign key to nobody on, after one attempt', async () => {
      const generator = givenTokens(unique('orphan'))
      const error = await failure(context, repository(context, { generator }).generateToken(2_000_000_000))
      expect(error).toMatchObject({ name: 'PrismaClientKnownRequestError', code: 'P2003' })
      expect(generator.calls).toBe(1)
    })

    test('stores a digest with a key', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const digests = [hmacSha256Digest({ keyId: 'k1', key: 'k'.repeat(32) }), sha256Digest()]
      const { record } = await repository(context, { digests }).generateToken(user)
      const row = await prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
      expect(row.token).toMatch(/^hmac-sha256:k1:[0-9a-f]{64}$/)
    })

    test('uses the generator that it is given', async () => {
      const user = await createUser(context.db.prisma, 'pbkdf2$hash')
      const generators = new TokenGeneratorRegistry().register(legacySha1Generator({ secretKey: 'secret' }))
      const tokens = repository(context, { generators })

      const vendor = await tokens.generateToken(user, { tokenGeneratorId: 'vendor_checksum' })
      const legacy = await tokens.generateToken(user, { tokenGeneratorId: 'legacy_sha1' })

      expect(vendor.token).toHaveLength(255)
      expect(vendor.record.tokenGeneratorId).toBe('vendor_checksum')
      expect(legacy.token).toMatch(/^[0-9a-f]{40}$/)
      expect(legacy.record.tokenGeneratorId).toBe('legacy_sha1')
    })

    test('refuses an unknown generator, and logs it', async () => {
      const { prisma } = context.db
      const user = await createUser(prisma)
      const log: string[] = []
      const tokens = repository(context, { logger: { error: (message) => log.push(message) } })
      const error = await failure(context, tokens.generateToken(user, { tokenGeneratorId: 'nope' }))
      expect(error).toMatchObject({
        name: 'WebAPITokenGenerationError',
        code: 'ERR_WEBAPI_TOKEN_UNKNOWN_GENERATOR',
        attempts: 0,
      })
      expect(log).toEqual([expect.stringContaining('"nope"')])
      expect(await prisma.webAPIToken.count({ where: { userId: user.id } })).toBe(0)
    })

    test.each([
      ['legacy_sha1', undefined, 'tokenInfo.user.password'],
      ['legacy_sha1', { user: null }, 'tokenInfo.user'],
      ['vendor_checksum', { tokenType: undefined }, 'tokenInfo.tokenType'],
      ['nanoid', { tokenType: undefined }, 'tokenInfo.tokenType'],
    ])('names the key that %s misses in %p', async (tokenGeneratorId, tokenInfo, key) => {
      const user = await createUser(context.db.prisma)
      const generators = new TokenGeneratorRegistry().register(legacySha1Generator({ secretKey: 'secret' }))
      const error = await failure(
        context,
        repository(context, { generators }).generateToken(user.id, {
          tokenGeneratorId,
          ...(tokenInfo && { tokenInfo }),
        }),
      )
      expect(error).toMatchObject({ name: 'WebAPITokenGenerationError', code: 'ERR_WEBAPI_TOKEN_MISSING_INFO' })
      expect(error.message.endsWith(key)).toBe(true)
    })

    test('refuses an invalid policy before it touches the database', async () => {
      const user = await createUser(context.db.prisma)
      const generator = givenTokens(unique('fresh'))
      const policy = { resources: { '*': { allow: 'GET' } } } as object
      const statements = await statementsOf(context, async (client) => {
        const error = await failure(context, repository(context, { client, generator }).generateToken(user, { policy }))
        expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_INVALID_POLICY', path: 'resources.*.allow' })
      })
      expect(statements).toEqual([])
      expect(generator.calls).toBe(0)
    })

    test('leaves the objects of the caller as they are', async () => {
      const user = Object.freeze(await createUser(context.db.prisma))
      const tokenInfo = Object.freeze({ tokenType: 'b' })
      const policy = Object.freeze({})
      const options = Object.freeze({ tokenInfo, policy })
      const { token } = await repository(context, { tokenType: ['a', 'b'] }).generateToken(user, options)
      expect(token).toMatch(/^b_/)
    })
  })
}
