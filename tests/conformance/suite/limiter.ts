import { RateLimiterMemory } from 'rate-limiter-flexible'

import type { TokenLimiter, TokenLimiterOptions } from '../../../src/index.js'
import { createUser, failure, neverGenerated, repository, statementsOf, type SuiteContext } from './context.js'

const address = '203.0.113.7'

/** Limits of refused tokens by address, and of requests by token. */
export function limiter(context: SuiteContext): void {
  /** A limiter that keeps what it is asked, and answers with `answer`. */
  function recording(answer: () => unknown = () => undefined): TokenLimiter & { asked: string[] } {
    const asked: string[] = []
    return {
      asked,
      consume(key, points) {
        asked.push(`${key} ${points}`)
        return answer() as Promise<unknown>
      },
    }
  }

  const tooMany = (msBeforeNext?: number) => () =>
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as rate-limiter-flexible does
    Promise.reject(msBeforeNext === undefined ? {} : { msBeforeNext })

  const limited = (given: TokenLimiter | TokenLimiterOptions, options: object = {}) =>
    repository(context, { limiter: given, ...options })

  describe('a limiter', () => {
    test('is asked before the query for the address, and after it for the token', async () => {
      const tokens = limited(recording())
      const { token, record } = await tokens.generateToken(await createUser(context.db.prisma))
      const both = recording()
      const again = limited(both)
      expect(await again.authenticate(token, { address })).toMatchObject({ ok: true })
      expect(both.asked).toEqual([`address:${address} 0`, `token:${record.id} 1`])
      expect(await again.authenticate(token)).toMatchObject({ ok: true })
      expect(both.asked.slice(2)).toEqual([`token:${record.id} 1`])
    })

    test('counts each refused token of an address, but no request without one', async () => {
      const user = await createUser(context.db.prisma)
      const plain = limited(recording())
      const revoked = (await plain.generateToken(user)).token
      await plain.invalidateToken(revoked)
      const expired = (await plain.generateToken(user, { expires: new Date('2001-01-01') })).token
      const valid = (await plain.generateToken(user)).token
      const failures = recording()
      const tokens = limited({ failures })
      const counted = async (token: unknown, options = {}) => {
        failures.asked.length = 0
        await tokens.authenticate(token, { address, ...options })
        return failures.asked.map((asked) => asked.slice(-1)).join('')
      }
      expect(await counted(undefined)).toBe('')
      expect(await counted('garbage')).toBe('1')
      expect(await counted(neverGenerated())).toBe('01')
      expect(await counted(revoked)).toBe('01')
      expect(await counted(expired)).toBe('01')
      expect(await counted(valid)).toBe('0')
      expect(await counted(valid, { isOwnerActive: () => false })).toBe('01')
    })

    test('that says no for an address costs no query, and is an event', async () => {
      const { token } = await limited(recording()).generateToken(await createUser(context.db.prisma))
      const statements = await statementsOf(context, async (client) => {
        const tokens = limited({ failures: recording(tooMany(1_500)) }, { client })
        const events: unknown[] = []
        tokens.on('refused', (event) => events.push(event))
        expect(await tokens.authenticate(token, { address })).toStrictEqual({
          ok: false,
          reason: 'rate-limited',
          status: 429,
          message: 'Too many tokens of its address were refused.',
          publicMessage: 'There are too many requests.',
          retryAfter: 2,
        })
        expect(events).toEqual([{ reason: 'rate-limited', tokenType: 'wat' }])
      })
      expect(statements).toEqual([])
    })

    test('that says no for a token tells which, and notes no use', async () => {
      const user = await createUser(context.db.prisma)
      const { token, record } = await limited(recording()).generateToken(user)
      const tokens = limited({ tokens: recording(tooMany()) })
      const result = await tokens.authenticate(token, { address })
      expect(result).toMatchObject({ ok: false, reason: 'rate-limited', status: 429, record: { id: record.id } })
      expect(result).not.toHaveProperty('retryAfter')
      const row = await context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } })
      expect(row.lastUsed).toBeNull()
      expect(await failure(context, tokens.authenticateOrThrow(token))).toMatchObject({
        code: 'ERR_WEBAPI_TOKEN_RATE_LIMITED',
        status: 429,
      })
    })

    test.each<[string, () => unknown]>([
      ['rejects with an error', () => Promise.reject(new Error('The store is away'))],
      [
        'throws an error',
        () => {
          throw new Error('The store is away')
        },
      ],
    ])('that %s lets requests through, and is an event', async (_how, answer) => {
      const tokens = limited(recording(answer))
      const errors: unknown[] = []
      tokens.on('limiterFailed', ({ error }) => errors.push((error as Error).message))
      const { token } = await tokens.generateToken(await createUser(context.db.prisma))
      expect(await tokens.authenticate(token, { address })).toMatchObject({ ok: true })
      expect(await tokens.authenticate(neverGenerated(), { address })).toMatchObject({ reason: 'unknown' })
      expect(errors).toEqual(Array.from({ length: 4 }, () => 'The store is away'))
    })

    test('that does not answer lets requests through after its time', async () => {
      const tokens = limited({ tokens: recording(() => new Promise(() => undefined)), timeout: 5 })
      const errors: unknown[] = []
      tokens.on('limiterFailed', ({ error }) => errors.push((error as Error).message))
      const { token } = await tokens.generateToken(await createUser(context.db.prisma))
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      expect(errors).toEqual(['The limiter has not answered within 5 ms'])
    })

    test('of rate-limiter-flexible ends the guesses of one address, and of no other', async () => {
      const failures = new RateLimiterMemory({ points: 3, duration: 3_600 })
      const tokens = limited({ failures })
      const { token } = await tokens.generateToken(await createUser(context.db.prisma))
      const reasons: unknown[] = []
      for (let n = 0; n < 6; n++) {
        const result = await tokens.authenticate(neverGenerated(), { address })
        reasons.push(result.ok || result.reason)
      }
      expect(reasons).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'rate-limited', 'rate-limited'])
      expect(await tokens.authenticate(token, { address })).toMatchObject({ reason: 'rate-limited' })
      expect(await tokens.authenticate(token, { address: '203.0.113.8' })).toMatchObject({ ok: true })
    })

    test('of rate-limiter-flexible holds a token to its requests, of whatever address', async () => {
      const tokens = limited({ tokens: new RateLimiterMemory({ points: 10, duration: 3_600 }) })
      const { token } = await tokens.generateToken(await createUser(context.db.prisma))
      const results = await Promise.all(
        Array.from({ length: 25 }, (_, n) => tokens.authenticate(token, { address: `203.0.113.${n}` })),
      )
      expect(results.filter(({ ok }) => ok)).toHaveLength(10)
      expect(results.filter((result) => !result.ok && (result.retryAfter ?? 0) > 3_500)).toHaveLength(15)
    })

    test('is asked for each request of a token in the cache, and not for its address', async () => {
      const both = recording()
      const tokens = limited(both, { cache: { store: new Map(), ttl: 3_600_000 } })
      const { token, record } = await tokens.generateToken(await createUser(context.db.prisma))
      await tokens.authenticate(token, { address })
      both.asked.length = 0
      expect(await tokens.authenticate(token, { address })).toMatchObject({ ok: true })
      expect(both.asked).toEqual([`token:${record.id} 1`])
    })
  })
}
