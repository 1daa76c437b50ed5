import { createHash } from 'node:crypto'

import { hexDigest, plaintextDigest, sha256Digest } from '../../../src/index.js'
import { createUser, neverGenerated, repository, type SuiteContext } from './context.js'

/** Tables that hold plaintext, or tokens of formats of their own. */
export function redigest(context: SuiteContext): void {
  const digests = [sha256Digest(), plaintextDigest()]

  /** A row that another program has written. */
  async function oldRow(userId: number, token: string, columns: object = {}) {
    const data = { userId, token, tokenGeneratorId: 'old', tokenHint: '', invalidReason: '', note: '', ...columns }
    return context.db.prisma.webAPIToken.create({ data: { ...data, lastUpdated: new Date('2020-01-01T00:00:00Z') } })
  }

  describe('redigestTokens', () => {
    test('moves the plaintext of every row, used or not, and changes nothing else', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { digests })
      const plain = Array.from({ length: 7 }, neverGenerated)
      for (const [index, token] of plain.entries()) await oldRow(user.id, token, { valid: index !== 3 })
      const ours = await tokens.generateToken(user)
      const where = { userId: user.id }
      const before = await context.db.prisma.webAPIToken.findMany({ where, orderBy: { id: 'asc' } })
      const progress: number[] = []
      const result = await tokens.redigestTokens({ batchSize: 3, onProgress: ({ count }) => progress.push(count) })
      expect(result.count).toBeGreaterThanOrEqual(7)
      expect(progress.at(-1)).toBe(result.count)
      const rows = await context.db.prisma.webAPIToken.findMany({ where, orderBy: { id: 'asc' } })
      for (const [index, token] of plain.entries()) {
        const stored = `sha256:${createHash('sha256').update(token).digest('hex')}`
        expect(rows[index]).toEqual({ ...before[index], token: stored, tokenHint: `wat_...${token.slice(-4)}` })
      }
      expect(rows[7]).toEqual(before[7])
      expect(await tokens.redigestTokens()).toEqual({ count: 0, skipped: result.skipped })
      const strict = repository(context)
      expect(await strict.authenticate(plain[0])).toMatchObject({ ok: true })
      expect(await strict.authenticate(plain[3])).toMatchObject({ reason: 'invalid' })
      expect(await strict.authenticate(ours.token)).toMatchObject({ ok: true })
    })

    test('goes on beside requests, which use the same rows', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { digests })
      const plain = Array.from({ length: 30 }, neverGenerated)
      for (const token of plain) await oldRow(user.id, token)
      const [, ...results] = await Promise.all([
        tokens.redigestTokens({ batchSize: 5 }),
        ...plain.map((token) => tokens.authenticate(token)),
      ])
      expect(results.filter(({ ok }) => ok)).toHaveLength(30)
      const left = await context.db.prisma.webAPIToken.count({ where: { token: { in: plain } } })
      expect(left).toBe(0)
    })

    test('leaves a row whose digest another row has, and says so', async () => {
      const user = await createUser(context.db.prisma)
      const tokens = repository(context, { digests })
      const { token } = await tokens.generateToken(user)
      const double = await oldRow(user.id, token)
      expect((await tokens.redigestTokens()).skipped).toBeGreaterThanOrEqual(1)
      await context.db.prisma.webAPIToken.delete({ where: { id: double.id } })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
    })

    test('ends with its signal, and needs a reader of plaintext', async () => {
      const tokens = repository(context, { digests })
      const signal = AbortSignal.abort(new Error('Shutting down'))
      await expect(tokens.redigestTokens({ signal })).rejects.toThrow('Shutting down')
      await expect(repository(context).redigestTokens()).rejects.toThrow(/needs plaintextDigest\(\)/)
    })
  })

  describe('accepts', () => {
    test('recognises old formats, and nothing that is stored', async () => {
      const user = await createUser(context.db.prisma)
      const accepts = (text: string) => /^[0-9a-f]{64}$/.test(text) || text.startsWith('old-')
      const all = [sha256Digest(), hexDigest({ algorithm: 'sha256' }), plaintextDigest()]
      const tokens = repository(context, { accepts, digests: all })
      const token = `old-${neverGenerated()}`
      const stored = createHash('sha256').update(token).digest('hex')
      await oldRow(user.id, stored)
      expect(await tokens.authenticate(stored)).toMatchObject({ reason: 'unknown' })
      expect(await repository(context).authenticate(token)).toMatchObject({ reason: 'malformed' })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true, tokenType: undefined })
      const broken = repository(context, {
        accepts: () => {
          throw new Error('A bug of the app')
        },
      })
      expect(await broken.authenticate('anything')).toMatchObject({ reason: 'malformed' })
    })
  })
}
