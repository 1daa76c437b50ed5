import { generateKeyPairSync, hash, sign } from 'node:crypto'

import { type LeakedToken, secretScanningHandler } from '../../../src/secret-scanning/index.js'
import { createUser, neverGenerated, repository, statementsOf, type SuiteContext } from './context.js'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = { key_identifier: 'current', key: publicKey.export({ type: 'spki', format: 'pem' }) as string }

function signed(body: string, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/leaks', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'github-public-key-identifier': key.key_identifier,
      'github-public-key-signature': sign('sha256', Buffer.from(body), privateKey).toString('base64'),
      ...headers,
    },
  })
}

const report = (matches: unknown, headers?: Record<string, string>) => signed(JSON.stringify(matches), headers)

const match = (token: string, url = 'https://github.com/octocat/Hello-World/blob/main/.env') => ({
  token,
  type: 'acme_api_token',
  url,
  source: 'content',
})

/** Reports a token as GitHub does. */
export function reportLeak(tokens: Parameters<typeof secretScanningHandler>[0], token: string): Promise<Response> {
  return secretScanningHandler(tokens, { keys: [key] })(report([match(token)]))
}

/** Tokens that GitHub has found in public. */
export function leaks(context: SuiteContext): void {
  const rowOf = (id: number) => context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id } })

  describe('a report of leaked tokens', () => {
    test('is answered by one look-up, and invalidates those that are some, with their address', async () => {
      const user = await createUser(context.db.prisma)
      const plain = repository(context)
      const [one, two, revoked, safe] = [
        await plain.generateToken(user),
        await plain.generateToken(user),
        await plain.generateToken(user),
        await plain.generateToken(user),
      ]
      await plain.invalidateToken(revoked.token, { invalidReason: 'Known' })
      const unknown = neverGenerated()
      const found: LeakedToken[] = []
      const matches = [
        match(one.token),
        match(unknown),
        match('garbage'),
        match(two.token, 'https://example.com/a\n"b"'),
        match(revoked.token),
        match(one.token, 'https://example.com/later'),
      ]
      let answer: unknown
      const statements = await statementsOf(context, async (client) => {
        const handler = secretScanningHandler(repository(context, { client }), {
          keys: [key],
          onLeak: (leak) => found.push(leak),
        })
        const response = await handler(report(matches))
        expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
        answer = await response.json()
      })
      const label = (token: string, isToken: boolean) => ({
        token_hash: hash('sha256', token),
        token_type: 'acme_api_token',
        label: isToken ? 'true_positive' : 'false_positive',
      })
      expect(answer).toEqual([
        label(one.token, true),
        label(unknown, false),
        label('garbage', false),
        label(two.token, true),
        label(revoked.token, true),
        label(one.token, true),
      ])
      const lookUps = statements.filter((sql) => /^\s*SELECT\b/i.test(sql) && /\bIN\b/i.test(sql) && /token/i.test(sql))
      expect(lookUps.length).toBeGreaterThan(0)
      expect(statements.findIndex((sql) => /^\s*UPDATE\b/i.test(sql))).toBe(1)

      const reason = "Found in public by GitHub's secret scanning"
      expect(await rowOf(one.record.id)).toMatchObject({ valid: false, invalidReason: `${reason}: ${matches[0]?.url}` })
      expect(await rowOf(two.record.id)).toMatchObject({
        valid: false,
        invalidReason: `${reason}: https://example.com/a\\n"b"`,
      })
      expect(await rowOf(revoked.record.id)).toMatchObject({ invalidReason: 'Known' })
      expect(await rowOf(safe.record.id)).toMatchObject({ valid: true })
      const leak = { ownerId: user.id, url: matches[0]?.url, source: 'content' }
      expect(found).toHaveLength(3)
      expect(found).toEqual(
        expect.arrayContaining([
          { ...leak, id: one.record.id, invalidated: true },
          { ...leak, id: two.record.id, url: matches[3]?.url, invalidated: true },
          { ...leak, id: revoked.record.id, invalidated: false },
        ]),
      )
    })

    test('of many tokens takes a look-up for each 500', async () => {
      const user = await createUser(context.db.prisma)
      const plain = repository(context)
      const tokens: string[] = []
      for await (const batch of plain.generateTokens(Array.from({ length: 600 }, () => user))) {
        tokens.push(...batch.map(({ token }) => token))
      }
      const statements = await statementsOf(context, async (client) => {
        const handler = secretScanningHandler(repository(context, { client }), { keys: [key] })
        const answer = (await (await handler(report(tokens.map((token) => match(token))))).json()) as {
          label: string
        }[]
        expect(answer.filter(({ label }) => label === 'true_positive')).toHaveLength(600)
      })
      const first = statements.findIndex((sql) => /^\s*UPDATE\b/i.test(sql))
      expect(first).toBe(2)
      expect(await context.db.prisma.webAPIToken.count({ where: { userId: user.id, valid: true } })).toBe(0)
    })

    test.each<[string, number, (token: string) => Request]>([
      [
        'a signature of another body',
        401,
        (token) =>
          report([match(token)], {
            'github-public-key-signature': sign('sha256', Buffer.from('[]'), privateKey).toString('base64'),
          }),
      ],
      [
        'a signature by another key',
        401,
        (token) =>
          report([match(token)], {
            'github-public-key-signature': sign(
              'sha256',
              Buffer.from(JSON.stringify([match(token)])),
              generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
            ).toString('base64'),
          }),
      ],
      ['a signature that is none', 401, (token) => report([match(token)], { 'github-public-key-signature': 'x' })],
      ['a key that nobody knows', 401, (token) => report([match(token)], { 'github-public-key-identifier': 'other' })],
      [
        'no signature',
        401,
        (token) =>
          new Request('http://localhost', {
            method: 'POST',
            body: JSON.stringify([match(token)]),
            headers: { 'content-type': 'application/json' },
          }),
      ],
      ['no list', 400, (token) => report(match(token))],
      ['a match without a type', 400, (token) => report([{ token }])],
      ['no JSON', 400, (token) => signed(`[${token}`)],
      ['another type of body', 415, (token) => report([match(token)], { 'content-type': 'text/plain' })],
      ['another method', 405, () => new Request('http://localhost')],
    ])('with %s is refused, and changes nothing', async (_what, status, requestWith) => {
      const tokens = repository(context)
      const { token, record } = await tokens.generateToken(await createUser(context.db.prisma))
      const response = await secretScanningHandler(tokens, { keys: () => Promise.resolve([key]) })(requestWith(token))
      expect(response.status).toBe(status)
      expect(await response.text()).not.toContain(token)
      expect(await rowOf(record.id)).toMatchObject({ valid: true })
    })

    test('is not answered when nobody could be told, so that GitHub reports again', async () => {
      const tokens = repository(context)
      const { token, record } = await tokens.generateToken(await createUser(context.db.prisma))
      const told: boolean[] = []
      const handler = secretScanningHandler(tokens, {
        keys: [key],
        onLeak({ invalidated }) {
          told.push(invalidated)
          if (told.length === 1) throw new Error('No mail server')
        },
      })
      await expect(handler(report([match(token)]))).rejects.toThrow('No mail server')
      expect(await rowOf(record.id)).toMatchObject({ valid: false })
      expect((await handler(report([match(token)]))).status).toBe(200)
      expect(told).toEqual([true, false])
    })
  })
}
