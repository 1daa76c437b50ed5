import { tokenFields } from '../../../src/client/token-fields.js'
import {
  challengeHeaders,
  getTokenFromHeaders,
  hexDigest,
  hmacSha256Digest,
  legacySha1Generator,
  plaintextDigest,
  sha256Digest,
  TokenGeneratorRegistry,
  WebAPITokenCredentialsError,
} from '../../../src/index.js'
import { settableClock } from '../../../src/testing/index.js'
import { createUser, failure, repository, statementsOf, type SuiteContext, unique, testToken } from './context.js'

const missing = [undefined, null, '']

const malformed = [
  7,
  {},
  [],
  ' ',
  'wat_',
  'wat_short',
  `wat_${'0'.repeat(38)}`,
  'x'.repeat(10_000_000),
  '\0'.repeat(42),
  `wat_${'\ud800'.repeat(38)}`,
  `sha256:${'0'.repeat(64)}`,
]

export function authentication(context: SuiteContext): void {
  const rowOf = (id: number) => context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id } })
  const unknown = () => repository(context, { generators: new TokenGeneratorRegistry() })

  /** A good token, used a moment ago, so that the next use writes nothing. */
  async function freshToken(prisma = context.db.prisma) {
    const created = await testToken(prisma, await createUser(prisma), { lastUsed: new Date() })
    context.plaintexts.push(created.token)
    return created
  }

  describe('authenticate', () => {
    test('answers with the row of a good token', async () => {
      const { token, record } = await freshToken()
      const result = await unknown().authenticate(token)
      expect(result).toEqual({ ok: true, record, deprecated: false, tokenType: 'wat' })
      expect(await unknown().authenticateOrThrow(token)).toEqual(result)
    })

    test('costs no query for what cannot be a token', async () => {
      const results: unknown[] = []
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client })
        for (const token of [...missing, ...malformed]) results.push(await tokens.authenticate(token))
      })
      expect(statements).toEqual([])
      expect(results.map((result) => (result as { reason: string }).reason)).toEqual([
        ...missing.map(() => 'missing'),
        ...malformed.map(() => 'malformed'),
      ])
    })

    test.each(missing)('tells a request without a token from one with a bad one: %p', async (token) => {
      expect(await unknown().authenticate(token)).toEqual({
        ok: false,
        reason: 'missing',
        status: 401,
        message: 'The request has no API token.',
        publicMessage: 'An API token is required.',
      })
      expect(await failure(context, unknown().authenticateOrThrow(token))).toMatchObject({
        name: 'WebAPITokenAuthenticationError',
        code: 'ERR_WEBAPI_TOKEN_MISSING',
        publicMessage: 'An API token is required.',
      })
    })

    test('answers each request as RFC 6750 has it, as docs/authenticating.md does', async () => {
      const { token } = await freshToken()
      const { token: invalid } = await testToken(context.db.prisma, await createUser(context.db.prisma), {
        valid: false,
        invalidReason: 'Lost\r\nX-Evil: yes',
      })
      const tokens = unknown()
      async function answer(authorization: string[]): Promise<Response> {
        try {
          const result = await tokens.authenticate(getTokenFromHeaders({ authorization }))
          if (result.ok) return new Response('Hello', { headers: challengeHeaders(result) })
          return new Response(result.publicMessage, { status: 401, headers: challengeHeaders(result) })
        } catch (error) {
          if (!(error instanceof WebAPITokenCredentialsError)) throw error
          return new Response(error.message, { status: 400, headers: challengeHeaders(error) })
        }
      }
      async function answerOrThrow(authorization: string[]): Promise<Response> {
        try {
          const result = await tokens.authenticateOrThrow(getTokenFromHeaders({ authorization }))
          return new Response('Hello', { headers: challengeHeaders(result) })
        } catch (error) {
          const isConflict = error instanceof WebAPITokenCredentialsError
          return new Response(null, { status: isConflict ? 400 : 401, headers: challengeHeaders(error as never) })
        }
      }
      const challenge = 'Bearer realm="Web API"'
      const refusal = `${challenge}, error="invalid_token", error_description="The API token is not valid."`
      for (const answered of [answer, answerOrThrow]) {
        const seen = async (...authorization: string[]) => {
          const { status, headers } = await answered(authorization)
          return [status, headers.get('www-authenticate')]
        }
        expect(await seen(`Bearer ${token}`)).toEqual([200, null])
        expect(await seen()).toEqual([401, challenge])
        expect(await seen('Basic dXNlcjpwYXNz')).toEqual([401, challenge])
        expect(await seen('Bearer nonsense')).toEqual([401, refusal])
        expect(await seen(`Bearer ${invalid}`)).toEqual([401, refusal])
        expect(await seen(`Bearer ${token}`, `Bearer ${invalid}`)).toEqual([
          400,
          `${challenge}, error="invalid_request", error_description="More than one API token."`,
        ])
      }
    })

    test('refuses options that it does not know', async () => {
      const error = await failure(context, unknown().authenticate('x', { included: {} } as object))
      expect([error.name, error.message]).toEqual(['TypeError', expect.stringMatching(/^authenticate: .*"include"$/)])
    })

    test('costs one query for a fresh, and for an unknown token', async () => {
      const { token, record } = await freshToken()
      const other = await freshToken()
      await context.db.prisma.webAPIToken.delete({ where: { id: other.record.id } })
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, {
          client,
          digests: [sha256Digest(), hmacSha256Digest({ keyId: 'a', key: 'a'.repeat(32) })],
        })
        expect(await tokens.authenticate(token)).toMatchObject({ ok: true, record: { id: record.id } })
        expect(await tokens.authenticate(other.token)).toMatchObject({ ok: false, reason: 'unknown' })
      })
      expect(statements.map((sql) => sql.slice(0, 6))).toEqual(['SELECT', 'SELECT'])
    })

    test('look-ups that arrive together share one query', async () => {
      const created = await Promise.all(Array.from({ length: 50 }, () => freshToken()))
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client })
        const results = await Promise.all(created.map(({ token }) => tokens.authenticate(token)))
        expect(results.map((result) => result.ok && result.record.id)).toEqual(created.map(({ record }) => record.id))
      })
      expect(statements).toHaveLength(1)
    })

    test('refuses an invalid token, with its date and reason', async () => {
      const { token, record } = await freshToken()
      const now = new Date('2030-01-02T03:04:05.000Z')
      await repository(context, { clock: () => now }).invalidateToken(token, { invalidReason: 'Leaked' })
      const result = await unknown().authenticate(token)
      expect(result).toMatchObject({
        ok: false,
        reason: 'invalid',
        message: 'This API token became invalid on 2030-01-02T03:04:05.000Z: Leaked',
        publicMessage: 'The API token is not valid.',
        record: { id: record.id },
      })
      expect(await failure(context, unknown().authenticateOrThrow(token))).toMatchObject({
        name: 'WebAPITokenAuthenticationError',
        code: 'ERR_WEBAPI_TOKEN_INVALID',
        publicMessage: 'The API token is not valid.',
      })
    })

    test('has the reason in its message on one line, and as it is in the record', async () => {
      const { token } = await freshToken()
      const invalidReason = 'Leaked\n2030-01-01 ERROR forged \u202egnp'
      await unknown().invalidateToken(token, { invalidReason })
      const result = await unknown().authenticate(token)
      expect(result).toMatchObject({
        message: expect.stringMatching(/: Leaked\\n2030-01-01 ERROR forged \\u202egnp$/) as string,
        record: { invalidReason },
      })
      const error = await failure(context, unknown().authenticateOrThrow(token))
      expect(error.message).not.toMatch(/[\n\u202e]/)
    })

    test('refuses an expired token, from the very moment on, and tells', async () => {
      const clock = settableClock()
      const expires = new Date(clock().getTime() + 1000)
      const tokens = repository(context, { clock })
      const expired: unknown[] = []
      tokens.on('expired', ({ record }) => expired.push(record))
      const { token, record } = await tokens.generateToken(await createUser(context.db.prisma), { expires })
      clock.advance(999)
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      expect(expired).toEqual([])
      clock.advance(1)
      expect(await tokens.authenticate(token)).toMatchObject({
        ok: false,
        reason: 'expired',
        message: `This API token expired on ${expires.toISOString()}.`,
      })
      expect(expired).toMatchObject([{ id: record.id }])
    })

    test('asks whether the user is active, with the relations that it was given', async () => {
      const { token } = await freshToken()
      const asked: string[] = []
      const result = await unknown().authenticate(token, {
        include: { user: true },
        isUserActive: async ({ user }) => {
          await Promise.resolve()
          asked.push(user.username)
          return false
        },
      })
      expect(result).toMatchObject({ ok: false, reason: 'user-inactive', record: { user: { username: asked[0] } } })
    })

    test('has the columns that were selected, and no others', async () => {
      const { token, record } = await freshToken()
      const result = await unknown().authenticate(token, { select: { id: true, user: { select: { id: true } } } })
      expect(result).toEqual({
        ok: true,
        deprecated: false,
        tokenType: 'wat',
        record: { id: record.id, user: { id: record.userId } },
      })
    })

    test('works on a client that omits every column, and notes the use', async () => {
      const fields = tokenFields.filter((field) => field !== 'scopes' && field !== 'parentId')
      const omit = { webAPIToken: Object.fromEntries(fields.map((field) => [field, true])) }
      const client = await context.db.connect({ omit })
      const { token, record } = await testToken(context.db.prisma, await createUser(context.db.prisma))
      context.plaintexts.push(token)
      expect(await repository(context, { client }).authenticate(token)).toMatchObject({ ok: true })
      const row = await context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
      expect(row.lastUsed).not.toBeNull()
      expect(row.lastUpdated).toEqual(record.lastUpdated)
    })

    test('tells the type of a token, and takes those only that a call accepts, without a query for the others', async () => {
      const user = await createUser(context.db.prisma)
      // One type is the prefix of another.
      const kinds = { tokenType: ['acme', 'acme_test', 'old'] }
      const tokens = repository(context, kinds)
      const live = await tokens.generateToken(user)
      const test_ = await tokens.generateToken(user, { tokenInfo: { tokenType: 'acme_test' } })
      expect(await tokens.authenticate(live.token)).toMatchObject({ ok: true, tokenType: 'acme' })
      expect(await tokens.authenticate(test_.token, { tokenType: ['acme', 'acme_test'] })).toMatchObject({
        ok: true,
        tokenType: 'acme_test',
      })
      const statements = await statementsOf(context, async (client) => {
        const quiet = repository(context, { ...kinds, client })
        for (const [token, tokenType] of [
          [live.token, 'acme_test'],
          [test_.token, 'acme'],
          [live.token, ['old']],
        ] as const) {
          expect(await quiet.authenticate(token, { tokenType })).toMatchObject({ ok: false, reason: 'malformed' })
        }
      })
      expect(statements).toEqual([])
      for (const tokenType of ['other', [], ['acme', 'other'], 7, null]) {
        await expect(tokens.authenticate(live.token, { tokenType: tokenType as never })).rejects.toThrow(
          new TypeError("tokenType must be one of the repository's token types: acme, acme_test, old"),
        )
      }
    })

    test('notes a use as often as the repository says, or the call', async () => {
      const tokens = repository(context, { lastUsedInterval: Infinity })
      const { token, record } = await testToken(context.db.prisma, await createUser(context.db.prisma))
      context.plaintexts.push(token)
      await tokens.authenticate(token)
      expect((await rowOf(record.id)).lastUsed).toBeNull()
      await tokens.authenticate(token, { lastUsedInterval: 0 })
      expect((await rowOf(record.id)).lastUsed).not.toBeNull()
    })

    test('tells a deprecated generator', async () => {
      const generators = new TokenGeneratorRegistry().register(legacySha1Generator({ secretKey: 'secret' }))
      const tokens = repository(context, { generators })
      const heard: boolean[] = []
      tokens.on('authenticated', ({ deprecated }) => heard.push(deprecated))
      const user = await createUser(context.db.prisma, 'hash')
      const { token } = await tokens.generateToken(user, { tokenGeneratorId: 'legacy_sha1' })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true, deprecated: true })
      expect(heard).toEqual([true])
    })

    test('works in a transaction, on what the transaction has done', async () => {
      const { prisma } = context.db
      const tokens = unknown()
      const user = await createUser(prisma)
      await prisma.$transaction(async (tx) => {
        const inside = tokens.withTransaction(tx)
        const { token } = await inside.generateToken(user)
        context.plaintexts.push(token)
        expect(await inside.authenticate(token)).toMatchObject({ ok: true })
        await inside.invalidateToken(token)
        expect(await inside.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
      })
      expect(await prisma.webAPIToken.findMany({ where: { userId: user.id } })).toMatchObject([
        { valid: false, lastUsed: expect.any(Date) },
      ])
    })
  })

  describe('lastUsed', () => {
    test('is written for a stale token, once in the interval, and nothing else is', async () => {
      const { prisma } = context.db
      const clock = settableClock(new Date('2030-01-01T00:00:00Z'))
      const { token, record } = await testToken(prisma, await createUser(prisma))
      context.plaintexts.push(token)
      const before = await rowOf(record.id)
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client, clock })
        for (const step of [0, 59_999, 1, 59_999]) {
          clock.advance(step)
          expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
        }
      })
      const updates = statements.filter((sql) => sql.includes('UPDATE'))
      expect(updates).toHaveLength(2)
      for (const sql of updates) expect(sql).not.toMatch(/\bvalid\b/)
      expect(await rowOf(record.id)).toEqual({ ...before, lastUsed: new Date('2030-01-01T00:01:00Z') })
    })

    test('is written once by 1,000 authentications at the same time', async () => {
      const { prisma } = context.db
      const { token, record } = await testToken(prisma, await createUser(prisma), {
        lastUsed: new Date('2001-01-01T00:00:00Z'),
      })
      context.plaintexts.push(token)
      const statements = await statementsOf(context, async (client) => {
        const tokens = repository(context, { client })
        const results = await Promise.all(Array.from({ length: 1000 }, () => tokens.authenticate(token)))
        expect(results.filter(({ ok }) => ok)).toHaveLength(1000)
      })
      expect(statements.filter((sql) => sql.includes('UPDATE'))).toHaveLength(1)
      expect((await rowOf(record.id)).lastUsed?.getTime()).toBeGreaterThan(Date.now() - 60_000)
    })

    test('never moves backwards', async () => {
      const { prisma } = context.db
      const { token, record } = await testToken(prisma, await createUser(prisma))
      context.plaintexts.push(token)
      const [late, early] = [new Date('2030-01-01T00:10:00Z'), new Date('2030-01-01T00:00:00Z')]
      await repository(context, { clock: () => late }).authenticate(token)
      await repository(context, { clock: () => early }).authenticate(token)
      await repository(context, { clock: () => early }).authenticate(token, { lastUsedInterval: 0 })
      expect((await rowOf(record.id)).lastUsed).toEqual(late)
    })

    test('is not written at all with an infinite interval', async () => {
      const { prisma } = context.db
      const { token, record } = await testToken(prisma, await createUser(prisma))
      context.plaintexts.push(token)
      await unknown().authenticate(token, { lastUsedInterval: Infinity })
      expect((await rowOf(record.id)).lastUsed).toBeNull()
    })

    test.each(['alone', 'in a transaction'])(
      'does not fail the request when it cannot be written, unless the transaction is lost, %s',
      async (where) => {
        const client = (await context.db.connect()).$extends({
          query: {
            webAPIToken: {
              updateMany: ({ args, query }) =>
                // A statement that fails in the database, as on a read-only replica.
                query({ ...args, data: { ...args.data, userId: 2_000_000_000 } }),
            },
          },
        })
        const { prisma } = context.db
        const { token, record } = await testToken(prisma, await createUser(prisma))
        context.plaintexts.push(token)
        const tokens = repository(context, { client: client as unknown as typeof prisma })
        const failed: unknown[] = []
        tokens.on('lastUsedFailed', (event) => failed.push(event))

        const inTransaction = () =>
          client.$transaction((tx) => tokens.withTransaction(tx as never).authenticate(token)) as Promise<unknown>
        if (where === 'alone') {
          expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
        } else if (context.db.kind.provider === 'postgresql') {
          // It has cost the app its transaction, and a savepoint would cost it what it writes at the same time.
          expect(await failure(context, inTransaction())).toMatchObject({ code: 'P2003' })
          expect(failed).toEqual([])
          return
        } else {
          const user = await client.$transaction(async (tx) => {
            expect(await tokens.withTransaction(tx as never).authenticate(token)).toMatchObject({ ok: true })
            return tx.user.create({ data: { username: unique('after') } })
          })
          expect(await prisma.user.count({ where: { id: user.id } })).toBe(1)
        }

        expect(failed).toMatchObject([{ id: record.id, error: { code: 'P2003' } }])
        expect((await rowOf(record.id)).lastUsed).toBeNull()
      },
    )

    test('does not fail the request in a read-only transaction of the app, which stays usable', async () => {
      const { prisma, kind } = context.db
      if (kind.provider !== 'postgresql') return
      const { token, record } = await testToken(prisma, await createUser(prisma))
      context.plaintexts.push(token)
      const tokens = repository(context)
      const failed: unknown[] = []
      tokens.on('lastUsedFailed', (event) => failed.push(event))
      await prisma.$transaction(async (tx) => {
        await tx.$executeRawUnsafe('SET TRANSACTION READ ONLY')
        expect(await tokens.withTransaction(tx).authenticate(token)).toMatchObject({ ok: true })
        expect(await tx.user.count({ where: { id: record.userId } })).toBe(1)
      })
      expect(failed).toMatchObject([
        { id: record.id, error: { message: expect.stringContaining('read-only') as string } },
      ])
    })
  })

  describe('digests', () => {
    test.each([
      ['a plaintext table', plaintextDigest()],
      ['another key', hmacSha256Digest({ keyId: 'old', key: 'o'.repeat(32) })],
      ['a table of bare SHA-256', hexDigest({ algorithm: 'sha256' })],
      ['bare SHA-512 behind the prefix', hexDigest({ algorithm: 'sha512', of: (token) => token.slice(4) })],
    ])('a token of %s is moved to the first digest when it is used', async (_name, old) => {
      const { prisma } = context.db
      const created = await testToken(prisma, await createUser(prisma), { lastUsed: new Date() })
      await prisma.webAPIToken.update({
        where: { id: created.record.id },
        data: { token: old.digest(created.token) ?? '', tokenHint: '' },
      })
      const before = await rowOf(created.record.id)
      const digests = [hmacSha256Digest({ keyId: 'new', key: 'n'.repeat(32) }), old]
      const tokens = repository(context, { digests })

      const results = await Promise.all(Array.from({ length: 10 }, () => tokens.authenticate(created.token)))

      expect(results.filter(({ ok }) => ok)).toHaveLength(10)
      expect(await rowOf(created.record.id)).toEqual({
        ...before,
        token: digests[0]?.digest(created.token),
        tokenHint: `wat_...${created.token.slice(-4)}`,
      })
      expect(await tokens.authenticate(created.token)).toMatchObject({ ok: true })
      expect(await repository(context, { digests: digests.slice(0, 1) }).authenticate(created.token)).toMatchObject({
        ok: true,
      })
    })

    test('a stolen digest is no token, whatever generators recognise and digests read', async () => {
      const digests = [sha256Digest(), hexDigest({ algorithm: 'sha256' }), plaintextDigest()]
      const generators = new TokenGeneratorRegistry()
      generators.register({ id: 'anything', createToken: () => unique('token'), validateToken: () => true })
      const { token, record } = await testToken(context.db.prisma, await createUser(context.db.prisma))
      context.plaintexts.push(token)
      const tokens = repository(context, { digests, generators })
      for (const digest of digests.slice(0, 2)) {
        const stored = digest.digest(token) ?? ''
        await context.db.prisma.webAPIToken.update({ where: { id: record.id }, data: { token: stored } })
        expect(await tokens.authenticate(stored)).toMatchObject({ ok: false, reason: 'unknown' })
        expect(await tokens.invalidateToken(stored)).toEqual({ count: 0 })
      }
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
    })
  })
}
