import { WebAPITokenRepository } from '../../src/index.js'
import { createUser } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp, tokensInEachState } from './support/repository.js'

let app: TestApp
let webapiToken: ReturnType<typeof commandLine>

beforeAll(async () => {
  app = await createApp()
  webapiToken = commandLine(app.tokens)
})

afterAll(() => app.db.close())

const rowOf = (id: number) => app.prisma.webAPIToken.findUniqueOrThrow({ where: { id } })
const validOf = (userId: number) => app.prisma.webAPIToken.count({ where: { userId, valid: true } })

async function tokenOfItsOwner() {
  const user = await createUser(app.prisma)
  return { user, ...(await app.tokens.generateToken(user)) }
}

async function userWithTokens(count: number) {
  const user = await createUser(app.prisma)
  const generated = []
  for (let index = 0; index < count; index++) generated.push(await app.tokens.generateToken(user))
  return { user, generated }
}

describe('one token', () => {
  test('on standard input, with the reason', async () => {
    const { token, record } = await tokenOfItsOwner()
    const outcome = await webapiToken(['invalidate', '--reason', 'Leaked'], { input: `${token}\n` })
    expect(outcome).toEqual({ code: 0, stdout: `The token (id ${record.id}) was invalidated.\n`, stderr: '' })
    expect(await rowOf(record.id)).toMatchObject({ valid: false, invalidReason: 'Leaked' })
    const again = await webapiToken(['invalidate', '--reason', 'Again', '--json'], { input: token })
    expect(again).toMatchObject({ code: 0, stdout: `{"count":0,"id":${record.id}}\n` })
    expect(await rowOf(record.id)).toMatchObject({ invalidReason: 'Leaked' })
  })

  test('in each state', async () => {
    const states = await tokensInEachState(app)
    for (const [name, count] of [
      ['active', 1],
      ['expired', 1],
      ['invalid', 0],
      ['retiring', 1],
    ] as const) {
      const { code, stdout } = await webapiToken(['invalidate', '--json'], { input: states[name].token })
      expect({ code, result: JSON.parse(stdout) }).toEqual({ code: 0, result: { count, id: states[name].record.id } })
      expect(await rowOf(states[name].record.id)).toMatchObject({ valid: false })
    }
    expect(await rowOf(states.invalid.record.id)).toMatchObject({ invalidReason: 'Left the company' })
    expect(await rowOf(states.successor.record.id)).toMatchObject({ valid: true })
  })

  test('that is not there, or is none', async () => {
    const { token, record } = await tokenOfItsOwner()
    await app.prisma.webAPIToken.delete({ where: { id: record.id } })
    expect(await webapiToken(['invalidate'], { input: token })).toMatchObject({
      code: 1,
      stderr: 'There is no such token: nothing was done.\n',
    })
    expect(await webapiToken(['invalidate'], { input: '12' })).toMatchObject({ code: 1, stdout: '' })
    expect(await webapiToken(['invalidate'])).toMatchObject({ code: 2 })
  })

  test('never as an argument', async () => {
    const { token, user } = await tokenOfItsOwner()
    for (const argv of [[token], ['--id', token], ['--owner', token], [`--id=${token}`]]) {
      const { code, stderr } = await webapiToken(['invalidate', ...argv, '--yes'])
      expect(code).toBe(2)
      expect(stderr).toContain('history of the shell')
      expect(stderr).not.toContain(token)
    }
    expect((await webapiToken([token])).stderr).not.toContain(token)
    expect((await webapiToken(['invalidate', `--${token}`])).stderr).not.toContain(token)
    expect(await validOf(user.id)).toBe(1)
  })

  test('by its id, without a question; of several, those that are there', async () => {
    const { generated, user } = await userWithTokens(3)
    const ids = generated.map(({ record }) => String(record.id))
    expect(await webapiToken(['invalidate', '--id', ids[0] ?? ''])).toMatchObject({
      code: 0,
      stdout: '1 token invalidated.\n',
    })
    const several = ['invalidate', '--id', ids[1] ?? '', '--id', '999999', '--id', ids[0] ?? '']
    expect(await webapiToken(several)).toMatchObject({ code: 2 })
    expect(await validOf(user.id)).toBe(2)
    const { code, stdout, stderr } = await webapiToken([...several, '--yes', '--json'])
    expect(JSON.parse(stdout)).toEqual({ count: 1, unknown: [999999], alreadyInvalid: 1 })
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'There are no tokens with these ids: 999999.\n' })
    expect(await validOf(user.id)).toBe(1)
    expect(await webapiToken(['invalidate', '--id', '999999'])).toMatchObject({ code: 1 })
  })
})

describe('many tokens', () => {
  test('of an owner: counted, and only with --yes where nobody can be asked', async () => {
    const { user } = await userWithTokens(3)
    const { user: other } = await userWithTokens(2)
    const argv = ['invalidate', '--owner', String(user.id)]
    const refused = await webapiToken(argv)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain(`Invalidate 3 tokens of userId ${user.id}?`)
    expect(refused.stderr).toContain('--yes')
    expect(await webapiToken([...argv, '--dry-run'])).toMatchObject({
      code: 0,
      stdout: '3 tokens would be invalidated.\n',
    })
    expect(await validOf(user.id)).toBe(3)
    expect(await webapiToken([...argv, '--yes', '--reason', 'Left', '--json'])).toMatchObject({
      code: 0,
      stdout: '{"count":3}\n',
    })
    expect([await validOf(user.id), await validOf(other.id)]).toEqual([0, 2])
    expect(await webapiToken([...argv])).toMatchObject({ code: 0, stdout: '0 tokens invalidated.\n' })
  })

  test('that match a filter', async () => {
    const { user } = await userWithTokens(2)
    await app.tokens.generateToken(user, { note: 'Kept' })
    const where = JSON.stringify({ userId: user.id, note: '' })
    expect(await webapiToken(['invalidate', '--where', where, '--yes'])).toMatchObject({
      stdout: '2 tokens invalidated.\n',
    })
    expect(await validOf(user.id)).toBe(1)
  })

  test('with a bar on a terminal, which leaves no trace', async () => {
    const { user } = await userWithTokens(3)
    const argv = ['invalidate', '--owner', String(user.id), '--yes', '--batch-size', '1']
    const { stdout, stderr } = await webapiToken(argv, { isTTY: true })
    expect(stdout).toBe('3 tokens invalidated.\n')
    expect(stderr).toMatch(/invalidated \[#+-+\] 1 of 3/)
    expect(stderr.endsWith('\r\u001B[2K')).toBe(true)
  })

  test('stops after a batch on Ctrl-C, and says what was done', async () => {
    const { user } = await userWithTokens(5)
    const interrupt = new AbortController()
    let statements = 0
    const prisma = app.prisma.$extends({
      query: {
        webAPIToken: {
          updateMany({ args, query }) {
            if (++statements === 2) interrupt.abort()
            return query(args)
          },
        },
      },
    })
    const argv = ['invalidate', '--owner', String(user.id), '--yes', '--batch-size', '1']
    const stopped = commandLine(new WebAPITokenRepository(prisma))
    const outcome = await stopped(argv, { signal: interrupt.signal })
    expect(outcome).toEqual({
      code: 1,
      stdout: '2 tokens invalidated.\n',
      stderr: 'Stopped. The same command goes on with the rest.\n',
    })
    expect(await validOf(user.id)).toBe(3)
    expect(await webapiToken(argv)).toMatchObject({ code: 0, stdout: '3 tokens invalidated.\n' })
  })

  test('tells what was done before an error', async () => {
    const { user } = await userWithTokens(3)
    let statements = 0
    const prisma = app.prisma.$extends({
      query: {
        webAPIToken: {
          updateMany({ args, query }) {
            if (++statements === 2) throw new Error('The disk is full')
            return query(args)
          },
        },
      },
    })
    const argv = ['invalidate', '--owner', String(user.id), '--yes', '--batch-size', '1']
    const outcome = await commandLine(new WebAPITokenRepository(prisma))(argv)
    expect(outcome).toEqual({
      code: 1,
      stdout: '',
      stderr: '1 token invalidated before this:\nIt has failed: The disk is full\n',
    })
  })

  test.each([
    [['--all', '--id', '1'], 'by one of --id, --file'],
    [['--where', '{}', '--yes'], '--where: where has no condition'],
    [['--where', 'null', '--yes'], '--where: this must be a JSON object'],
    [['--where', '{"userId":{}}', '--yes'], '--where: where.userId has no condition'],
    [['--owner', '', '--yes'], '--owner: "" is no id'],
    [['--id', '99999999999999999999'], '--id: "99999999999999999999" is no id'],
    [['--all', '--batch-size', 'x'], '--batch-size'],
    [['--all'], 'which are all that there are?'],
  ])('refuses %j, and changes nothing', async (args, message) => {
    const count = await app.prisma.webAPIToken.count({ where: { valid: true } })
    expect(count).toBeGreaterThan(0)
    const { code, stdout, stderr } = await webapiToken(['invalidate', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(await app.prisma.webAPIToken.count({ where: { valid: true } })).toBe(count)
  })

  test('of everybody', async () => {
    const count = await app.prisma.webAPIToken.count({ where: { valid: true } })
    expect(await webapiToken(['invalidate', '--all', '--yes', '--json'])).toMatchObject({
      code: 0,
      stdout: `{"count":${count}}\n`,
    })
    expect(await app.prisma.webAPIToken.count({ where: { valid: true } })).toBe(0)
  })
})
