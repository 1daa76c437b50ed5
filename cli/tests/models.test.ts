import { randomUUID } from 'node:crypto'

import { WebAPITokenRepository } from '../../src/index.js'
import { createDatabase, databaseKind, type TestDatabase } from '../../tests/support/databases.js'
import { describeUnless } from '../../tests/support/describe-unless.js'
import { commandLine } from './support/command-line.js'

interface Made {
  token: string
  id: string | number
}

interface Page {
  tokens: { record: Record<string, unknown>; status: string }[]
}

// Ids of other types, renamed models, fields of the app's own, and models without what the shipped one has.
for (const name of ['better-sqlite3', 'PostgreSQL', 'MariaDB']) {
  describeUnless(databaseKind(name).missing, name, () => {
    let db: TestDatabase

    beforeAll(async () => {
      db = await createDatabase(databaseKind(name))
    })

    afterAll(() => db.close())

    test('UUIDs, and required fields of the app', async () => {
      const webapiToken = commandLine(new WebAPITokenRepository(db.prisma as never, { model: 'accessToken' } as never))
      const account = await db.prisma.account.create({ data: { email: `${randomUUID()}@example.com` } })
      const data = ['--data', '{"department":"HR","region":"EU"}']
      const made = await webapiToken(['create', account.id, '--note', 'A', ...data, '--json'])
      const { id, token } = JSON.parse(made.stdout) as Made
      expect(id).toEqual(expect.any(String))
      expect(await webapiToken(['create', account.id])).toMatchObject({ code: 2, stdout: '' })
      expect((await webapiToken(['show', String(id)])).stdout).toMatch(/^department +HR$/m)
      expect((await webapiToken(['list', '--owner', account.id])).stdout.split('\t')[0]).toBe(id)
      const rotated = await webapiToken(['rotate', '--id', String(id), '--json'])
      expect(JSON.parse(rotated.stdout)).toMatchObject({ record: { department: 'HR', familyId: id } })
      expect(await webapiToken(['verify'], { input: token })).toMatchObject({ code: 1 })
      const unknown = await webapiToken(['invalidate', '--id', randomUUID()])
      expect(unknown).toMatchObject({ code: 1 })
      expect(await webapiToken(['invalidate', '--owner', account.id, '--yes'])).toMatchObject({
        stdout: '1 token invalidated.\n',
      })
    })

    test('BigInt ids, which the app makes itself, as strings in JSON', async () => {
      const webapiToken = commandLine(new WebAPITokenRepository(db.prisma as never, { model: 'robotToken' } as never))
      const robot = 9_007_199_254_740_993n
      await db.prisma.robot.create({ data: { id: robot } })
      const made = await webapiToken(['create', String(robot), '--data', '{"id":12}', '--json'])
      expect(JSON.parse(made.stdout)).toMatchObject({ id: '12', record: { id: '12', userId: String(robot) } })
      expect((await webapiToken(['list', '--owner', String(robot)])).stdout).toMatch(
        new RegExp(`^12\t[^\t]+\t${robot}\t`),
      )
      expect(await webapiToken(['show', '12'])).toMatchObject({ code: 0 })
      expect(await webapiToken(['list', '--owner', '9223372036854775808'])).toMatchObject({ code: 2 })
      expect(await webapiToken(['invalidate', '--id', '12'])).toMatchObject({
        code: 0,
        stdout: '1 token invalidated.\n',
      })
    })

    test('a model with no more than there must be, of teams', async () => {
      const repository = new WebAPITokenRepository(
        db.prisma as never,
        { model: 'teamToken', owner: 'teamId', scopes: ['read', 'write'] } as never,
      )
      const webapiToken = commandLine(repository)
      const team = randomUUID()
      const made = await webapiToken(['create', team, '--scope', 'read', '--json'])
      const { id, token } = JSON.parse(made.stdout) as Made
      expect(await webapiToken(['verify', '--scope', 'read'], { input: token })).toMatchObject({ code: 0 })
      const lacking = await webapiToken(['verify', '--scope', 'write'], { input: token })
      expect(lacking).toMatchObject({ code: 1, stdout: expect.stringContaining('insufficient-scope') as string })
      const page = JSON.parse((await webapiToken(['list', '--owner', team, '--json'])).stdout) as Page
      expect(page.tokens).toMatchObject([{ record: { id, teamId: team, scopes: ['read'] }, status: 'active' }])
      expect((await webapiToken(['list'], { isTTY: true })).stdout).toContain(team)
      expect((await webapiToken(['list', '--status', 'retiring'])).stdout).toBe('')
      expect(await webapiToken(['show', String(id)])).toMatchObject({ code: 0 })
      const rotation = await webapiToken(['rotate', '--id', String(id)])
      expect(rotation).toMatchObject({ code: 1, stderr: expect.stringContaining('familyId') as string })
      expect(await webapiToken(['create', team, '--note', 'x'])).toMatchObject({ code: 1 })
      expect(await webapiToken(['create', team, '--scope', 'admin'])).toMatchObject({ code: 1, stdout: '' })
      expect(await webapiToken(['invalidate', '--owner', team, '--yes'])).toMatchObject({
        stdout: '1 token invalidated.\n',
      })
      expect(await webapiToken(['prune', '--invalidated-before', '0s', '--yes'])).toMatchObject({ code: 0 })
    })

    test('tokens of nobody, and tokens that tokens have made', async () => {
      const repository = new WebAPITokenRepository(
        db.prisma as never,
        { model: 'deviceToken', owner: 'deviceId', scopes: ['read'] } as never,
      )
      const webapiToken = commandLine(repository)
      const parent = JSON.parse((await webapiToken(['create', '--nobody', '--json'])).stdout) as Made
      const child = JSON.parse(
        (await webapiToken(['create', '--nobody', '--parent', String(parent.id), '--json'])).stdout,
      ) as Made
      const shown = await webapiToken(['show', String(parent.id), '--json'])
      expect(JSON.parse(shown.stdout)).toMatchObject({ children: [{ record: { id: child.id } }], family: [] })
      expect((await webapiToken(['show', String(parent.id)])).stdout).toContain('Made by this token:')
      const ended = await webapiToken(['invalidate'], { input: parent.token })
      expect(ended.stdout).toContain('and 1 token that it has made')
      expect(await webapiToken(['verify'], { input: child.token })).toMatchObject({ code: 1 })
    })

    test('a client that omits columns', async () => {
      const client = await db.connect({ omit: { webAPIToken: { note: true, familyId: true, id: false } } })
      const webapiToken = commandLine(new WebAPITokenRepository(client))
      const user = await db.prisma.user.create({ data: { username: randomUUID() } })
      const { id } = JSON.parse(
        (await webapiToken(['create', String(user.id), '--note', 'Hidden', '--json'])).stdout,
      ) as Made
      await webapiToken(['rotate', '--id', String(id), '--grace-period', '1h'])
      const shown = await webapiToken(['show', String(id), '--json'])
      expect(shown.stdout).not.toContain('Hidden')
      expect((JSON.parse(shown.stdout) as { family: unknown[] }).family).toHaveLength(2)
      expect((await webapiToken(['list', '--owner', String(user.id)])).stdout).not.toContain('Hidden')
    })

    test('thousands of tokens in batches', async () => {
      const webapiToken = commandLine(new WebAPITokenRepository(db.prisma))
      const user = await db.prisma.user.create({ data: { username: randomUUID() } })
      const tokens = new WebAPITokenRepository(db.prisma)
      let made = 0
      for await (const batch of tokens.generateTokens(Array<number>(1_500).fill(user.id))) made += batch.length
      expect(made).toBe(1_500)
      const argv = ['invalidate', '--owner', String(user.id), '--yes', '--batch-size', '500']
      const { stdout, stderr } = await webapiToken(argv, { isTTY: true })
      expect(stdout).toBe('1,500 tokens invalidated.\n')
      expect(stderr).toContain('of 1,500')
      const list = await webapiToken(['list', '--owner', String(user.id), '--status', 'invalid', '--all'])
      expect(list.stdout.trim().split('\n')).toHaveLength(1_500)
      await db.prisma.webAPIToken.deleteMany({ where: { userId: user.id } })
    })
  })
}
