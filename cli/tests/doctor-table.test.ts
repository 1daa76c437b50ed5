import { WebAPITokenRepository, type WebAPITokenRepositoryOptions } from '../../src/index.js'
import { createDatabase, databaseKinds, type TestClient, type TestDatabase } from '../../tests/support/databases.js'
import { describeUnless } from '../../tests/support/describe-unless.js'
import { examine } from './support/doctor-examination.js'
import { withAltered } from './support/doctor-table-copy.js'
import { defects } from './support/doctor-table-defects.js'

const options: WebAPITokenRepositoryOptions = { tokenType: 'acme', maxLifetime: 86_400_000 }

for (const kind of databaseKinds) {
  describeUnless(kind.missing, `doctor on ${kind.name}`, () => {
    let db: TestDatabase
    let client: TestClient
    let usual: string[]

    beforeAll(async () => {
      db = await createDatabase(kind)
      client = await db.connect({ omit: { webAPIToken: { token: true } } })
      usual = await codes()
    })
    afterAll(() => db?.close())

    async function findingsOf(more: object = {}, on = client) {
      return (await examine(new WebAPITokenRepository(on, { ...options, ...more }))).findings
    }

    async function codes(more: object = {}) {
      return (await findingsOf(more)).map(({ code }) => code)
    }

    /** Returns what is found beside that of the healthy database. */
    async function unusual(more: object = {}) {
      return (await findingsOf(more)).filter(({ code }) => !usual.includes(code))
    }

    test('a healthy database has notes only', async () => {
      const findings = await findingsOf()
      expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
      const shared = kind.name === 'better-sqlite3' ? ['better-sqlite3-shared-connection'] : []
      expect(usual).toEqual([...shared, 'migrations-untracked', 'optional-fields-missing'])
    })

    const ofKind = defects.flatMap((defect) => {
      const alteration = defect[kind.provider]
      return alteration ? [{ ...defect, alteration }] : []
    })

    test.each(ofKind)('$name: $code', async ({ code, says, alteration }) => {
      await withAltered(db, alteration, async () => {
        const found = await unusual()
        expect(found.map((finding) => finding.code)).toEqual([code])
        expect(found[0]?.message).toMatch(says)
      })
      expect(await codes()).toEqual(usual)
    })

    test.each([
      ['user_id, valid', '@@index([userId, valid])'],
      ['expires', '@@index([expires])'],
      ['invalid_date', '@@index([invalidDate])'],
      ['time_added, id', '@@index([timeAdded, id])'],
      ['family_id', '@@index([familyId])'],
    ])('no index of %s: index-missing, and its statement mends it', async (columns, line) => {
      await withAltered(db, {}, async () => {
        await db.prisma.$executeRawUnsafe(await dropIndexOf(columns))
        const [found, ...others] = await unusual()
        expect(others).toEqual([])
        expect(found).toMatchObject({ code: 'index-missing', severity: 'warning' })
        expect(found?.message).toContain(`begins with ${columns}:`)
        expect(found?.remedy).toContain(line)
        await db.prisma.$executeRawUnsafe(statementIn(found?.remedy))
        expect(await codes()).toEqual(usual)
      })
    })

    test('audit-table-missing', async () => {
      expect(await unusual({ audit: true })).toEqual([])
      await db.prisma.$executeRawUnsafe('ALTER TABLE webapi_token_event RENAME TO away')
      expect(await unusual({ audit: true })).toMatchObject([{ code: 'audit-table-missing', severity: 'error' }])
      await db.prisma.$executeRawUnsafe('ALTER TABLE away RENAME TO webapi_token_event')
    })

    test.each([
      { model: 'accessToken' },
      { model: 'robotToken' },
      { model: 'teamToken', owner: 'teamId' },
      { model: 'deviceToken', owner: 'deviceId' },
    ])('a model with other names, ids and fields is in order: %p', async (model) => {
      const found = (await findingsOf(model)).filter(({ severity }) => severity !== 'info')
      expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
        expect.stringMatching(/^digest-exposed: /),
      ])
    })

    test('the statement for a unique index mends it', async () => {
      await withAltered(db, {}, async () => {
        await db.prisma.$executeRawUnsafe(await dropIndexOf('token'))
        const [found] = await unusual()
        await db.prisma.$executeRawUnsafe(statementIn(found?.remedy))
        expect(await codes()).toEqual(usual)
      })
    })

    function statementIn(remedy: string | undefined): string {
      return /CREATE [^;]*/.exec(remedy ?? '')?.[0] ?? ''
    }

    async function dropIndexOf(columns: string): Promise<string> {
      const name = `webapi_token_${columns.replace(', ', '_')}_${columns === 'token' ? 'key' : 'idx'}`
      if (kind.provider === 'sqlite') return `DROP INDEX ${name}`
      if (kind.provider === 'mysql') return `ALTER TABLE webapi_token DROP INDEX ${name}`
      const rows = await db.prisma.$queryRawUnsafe<{ name: string }[]>(
        `SELECT indexname::text AS name FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'webapi_token' AND indexdef LIKE '%(${columns})'`,
      )
      return `DROP INDEX ${rows[0]?.name ?? ''}`
    }
  })
}
