import { createHash } from 'node:crypto'

import pg from 'pg'

import { type Client, poolSize, userCount } from '../support/database.js'
import { WebAPITokenRepository } from '../support/library.js'
import { plainRow } from '../support/plain-row.js'

export interface Operation {
  readonly name: string
  readonly variants: Readonly<Record<string, () => Promise<unknown>>>
  /** What one turn has used up. */
  readonly restore?: () => Promise<unknown>
}

/** Stands in for the tokens of an app; each turn of `invalidate one` uses them up. */
const tokenCount = 20_000

const insert = {
  name: 'insert',
  text: `INSERT INTO webapi_token (user_id, token, token_hint, token_generator_id, note, policy, expires, time_added,
    last_updated, last_used, valid, invalid_date, invalid_reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING *`,
}
const find = { name: 'find', text: 'SELECT * FROM webapi_token WHERE token = $1' }
const invalidate = {
  name: 'invalidate',
  text: `UPDATE webapi_token SET valid = false, invalid_date = $2, invalid_reason = '', last_updated = $2
    WHERE token = $1 AND valid`,
}

/** The operations by this library, by plain Prisma, and by the bare driver with named statements. */
export async function operations(prisma: Client, url: string) {
  const pool = new pg.Pool({ connectionString: url, max: poolSize })
  const repository = new WebAPITokenRepository(prisma)
  const cached = new WebAPITokenRepository(prisma, { cache: { store: new Map(), ttl: 3_600_000 } })
  const tokens = await makeTokens(prisma)
  const token = inCircles(tokens)
  // To hash a token is the library's own expense.
  const digest = inCircles(tokens.map((plain) => `sha256:${createHash('sha256').update(plain).digest('hex')}`))
  const hotTokens = tokens.slice(0, 1000)
  const hotToken = inCircles(hotTokens)
  const wrongChecksum = inCircles(tokens.map((plain) => plain.slice(0, -6) + '000000'))
  const userId = inCircles(Array.from({ length: userCount }, (_, index) => index + 1))
  // Not that a use has to be written in the middle of a run.
  const fresh = { lastUsedInterval: Infinity }

  await Promise.all(hotTokens.map((hot) => cached.authenticate(hot, fresh)))

  const list: Operation[] = [
    {
      name: 'authenticate',
      variants: {
        library: async () => {
          good(await repository.authenticate(token(), fresh))
        },
        cached: async () => {
          good(await cached.authenticate(hotToken(), fresh))
        },
        prisma: () => prisma.webAPIToken.findUnique({ where: { token: digest() } }),
        pg: () => pool.query({ ...find, values: [digest()] }),
      },
    },
    {
      name: 'reject',
      variants: {
        wrongChecksum: () => repository.authenticate(wrongChecksum()),
        garbage: () => repository.authenticate('Not a token, but as long as one is: 12345'),
      },
    },
    {
      name: 'invalidate one',
      variants: {
        library: () => repository.invalidateToken(token()),
        prisma() {
          const now = new Date()
          return prisma.webAPIToken.updateMany({
            where: { token: digest(), valid: true },
            data: { valid: false, invalidDate: now, invalidReason: '', lastUpdated: now },
          })
        },
        pg: () => pool.query({ ...invalidate, values: [digest(), new Date()] }),
      },
      async restore() {
        await prisma.$executeRaw`UPDATE webapi_token SET valid = true, invalid_date = NULL WHERE NOT valid`
        await prisma.$executeRaw`VACUUM webapi_token`
      },
    },
    // Last: it makes the table grow.
    {
      name: 'generate',
      variants: {
        library: () => repository.generateToken(userId()),
        prisma: () => prisma.webAPIToken.create({ data: plainRow(userId()) }),
        pg() {
          const { userId: owner, token: stored, ...row } = plainRow(userId())
          const { tokenHint, tokenGeneratorId, note, policy, expires, timeAdded, lastUpdated, lastUsed, ...state } = row
          const made = [owner, stored, tokenHint, tokenGeneratorId, note, policy, expires, timeAdded, lastUpdated]
          return pool.query({
            ...insert,
            values: [...made, lastUsed, state.valid, state.invalidDate, state.invalidReason],
          })
        },
      },
    },
  ]
  return { list, close: () => pool.end() }
}

async function makeTokens(prisma: Client): Promise<string[]> {
  const tokens: string[] = []
  const users = Array.from({ length: tokenCount }, (_, index) => 1 + (index % userCount))
  for await (const batch of new WebAPITokenRepository(prisma).generateTokens(users)) {
    tokens.push(...batch.map(({ token }) => token))
  }
  await prisma.$executeRaw`VACUUM (ANALYZE) webapi_token`
  return tokens
}

function inCircles<T>(items: readonly T[]): () => T {
  let index = 0
  return () => items[index++ % items.length] as T
}

/** A benchmark of refusals would be a fast one. */
function good({ ok }: { ok: boolean }): void {
  if (!ok) throw new Error('A good token was refused')
}
