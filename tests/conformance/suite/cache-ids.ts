import { randomUUID } from 'node:crypto'

import { WebAPITokenRepository } from '../../../src/index.js'
import { type SuiteContext, unique, watched } from './context.js'

const sqlite = ['libSQL', 'better-sqlite3']
const postgresql = ['PGlite', 'PostgreSQL']

const plain = (id: string) => id
const capitals = (id: string) => id.toUpperCase()
const accented = (id: string) => id.replace('a', 'á')

/** How an id is spelt in the row and in the call; where a token's UUID is the same, and where a user's text is. */
const spellings: [string, (id: string) => string, (id: string) => string, string[], string[]][] = [
  ['as it is', plain, plain, [...sqlite, ...postgresql, 'MariaDB'], [...sqlite, ...postgresql, 'MariaDB']],
  ['in capitals', plain, capitals, [...sqlite, ...postgresql, 'MariaDB'], [...sqlite, 'MariaDB']],
  ['without hyphens', plain, (id) => id.replaceAll('-', ''), postgresql, []],
  ['in braces', plain, (id) => `{${id.toUpperCase()}}`, postgresql, []],
  ['with a blank at its end', plain, (id) => `${id} `, ['MariaDB'], ['MariaDB']],
  ['with an accent', plain, accented, ['MariaDB'], ['MariaDB']],
  ['without its accent', accented, plain, ['MariaDB'], ['MariaDB']],
  ['in full width', plain, (id) => id.replace('a', 'ａ'), ['MariaDB'], ['MariaDB']],
  ['with a character that is ignored', plain, (id) => id.replace('a', 'a\u0001'), ['MariaDB'], ['MariaDB']],
]

/** An id that a database takes for another one's equal: what it revokes must not go on authenticating from the cache. */
export function cacheIds(context: SuiteContext): void {
  const tokensOf = () =>
    new WebAPITokenRepository(context.db.prisma, {
      ...watched(context, { cache: { store: new Map(), ttl: 3_600_000 } }),
      model: 'accessToken' as const,
    })
  const data = { department: 'HR', region: 'eu' }
  // With a letter, so that it can be spelt in another way.
  const newId = () => `a${randomUUID().slice(1)}`
  const createAccount = (id: string) => context.db.prisma.account.create({ data: { id, email: unique('mail') } })

  describe('the cache, for ids in another spelling', () => {
    test.each(spellings)('lets go of a token that is invalidated or changed by its id, %s', async (...spelling) => {
      const [, ofRow, ofCall, databases] = spelling
      const { prisma, kind } = context.db
      // PostgreSQL takes UUIDs only.
      if (postgresql.includes(kind.name) && !databases.includes(kind.name)) return
      const count = databases.includes(kind.name) ? 1 : 0
      for (const by of ['invalidateToken', 'updateToken'] as const) {
        const tokens = tokensOf()
        const id = newId()
        const { token } = await tokens.generateToken(await createAccount(newId()), { data: { ...data, id: ofRow(id) } })
        expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
        const reference = { id: ofCall(id) }
        const change = by === 'updateToken' ? { expires: new Date(0) } : {}
        expect(await tokens[by](reference, change)).toEqual({ count })
        expect(await tokens.authenticate(token)).toMatchObject({ ok: count === 0 })
        expect(await prisma.accessToken.count({ where: reference })).toBe(count)
      }
    })

    test.each(spellings)('lets go of the tokens of a user whose id is given %s', async (...spelling) => {
      const [, ofRow, ofCall, , databases] = spelling
      await expectUsers(ofRow, ofCall, databases.includes(context.db.kind.name) ? 1 : 0)
    })

    test.each<[string, string, (id: string) => string, (id: string) => string]>([
      ['case', 'und-u-ks-level2', plain, capitals],
      ['accents', 'und-u-ks-level1', accented, plain],
      ['punctuation', 'und-u-ka-shifted', plain, (id) => id.replaceAll('-', '')],
      ['zeros before numbers', 'und-u-kn', (id) => `x5${id}`, (id) => `x005${id}`],
      ['zeros before numbers after punctuation', 'und-u-kn-ka-shifted', (id) => `1-5${id}`, (id) => `1 05${id}`],
      ['that y is no i', 'lt-u-ks-level1', (id) => `y${id}`, (id) => `I${id}`],
      ['that w is no v', 'sv-u-co-trad-ks-level1', (id) => `v${id}`, (id) => `W${id}`],
    ])('lets go of the tokens of a user where PostgreSQL ignores %s: %s', async (_name, locale, ofRow, ofCall) => {
      const { prisma, kind } = context.db
      if (kind.name !== 'PostgreSQL' || kind.keepsPlans) return
      const collate = async (collation: string) => {
        await prisma.$executeRawUnsafe(`ALTER TABLE accounts ALTER id TYPE text COLLATE "${collation}"`)
        await prisma.$executeRawUnsafe(`ALTER TABLE access_tokens ALTER account_id TYPE text COLLATE "${collation}"`)
      }
      await prisma.$executeRawUnsafe(
        `CREATE COLLATION "${locale}" (provider = icu, locale = '${locale}', deterministic = false)`,
      )
      await collate(locale)
      await expectUsers(ofRow, ofCall, 1)
      await collate('default')
    })

    test.each<[string, (id: string) => string, (id: string) => string]>([
      ['lithuanian', (id) => `y${id}`, (id) => `i${id}`],
      ['lithuanian', (id) => `c${id}`, (id) => `CH${id}`],
      ['roman', (id) => `j${id}`, (id) => `I${id}`],
      ['roman', (id) => `u${id}`, (id) => `V${id}`],
    ])('lets go of the tokens of a user where MariaDB compares as in %s', async (language, ofRow, ofCall) => {
      const { prisma, kind } = context.db
      if (kind.name !== 'MariaDB') return
      const key = 'access_tokens_account_id_fkey'
      const collate = async (name: string) => {
        const type = `VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_${name}_ci NOT NULL`
        await prisma.$executeRawUnsafe(`ALTER TABLE access_tokens DROP FOREIGN KEY ${key}`)
        await prisma.$executeRawUnsafe(`ALTER TABLE accounts MODIFY id ${type}`)
        await prisma.$executeRawUnsafe(`ALTER TABLE access_tokens MODIFY account_id ${type}`)
        await prisma.$executeRawUnsafe(
          `ALTER TABLE access_tokens ADD CONSTRAINT ${key} FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE ON UPDATE CASCADE`,
        )
      }
      await collate(language)
      await expectUsers(ofRow, ofCall, 1)
      await collate('unicode')
    })

    async function expectUsers(ofRow: (id: string) => string, ofCall: (id: string) => string, count: number) {
      const tokens = tokensOf()
      const id = newId()
      const { token } = await tokens.generateToken(await createAccount(ofRow(id)), { data })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      expect(await tokens.invalidateTokens({ users: [ofCall(id)] })).toEqual({ count })
      expect(await tokens.authenticate(token)).toMatchObject({ ok: count === 0 })
    }
  })
}
