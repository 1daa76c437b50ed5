import { createUser } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp, tokensInEachState } from './support/repository.js'

let app: TestApp
let webapiToken: ReturnType<typeof commandLine>
let states: Awaited<ReturnType<typeof tokensInEachState>>

beforeAll(async () => {
  app = await createApp()
  webapiToken = commandLine(app.tokens)
})

afterAll(() => app.db.close())

const lines = (text: string) => text.split('\n').filter((line) => line !== '')

interface Page {
  tokens: { record: Record<string, unknown>; status: string }[]
  nextCursor: string | null
}

test('says to a person that there is nothing, and to a program by silence', async () => {
  expect(await webapiToken(['list'])).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(await webapiToken(['list'], { isTTY: true })).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'There are no such tokens.\n',
  })
  expect(await webapiToken(['list', '--json'])).toMatchObject({ stdout: '{"tokens":[],"nextCursor":null}\n' })
})

describe('with tokens in each state', () => {
  beforeAll(async () => {
    states = await tokensInEachState(app)
  })

  test('prints the values of a token with tabs between them, the newest first', async () => {
    const { stdout } = await webapiToken(['list'])
    expect(lines(stdout)).toHaveLength(5)
    const { record } = states.successor
    expect(lines(stdout)[0]?.split('\t')).toEqual([
      String(record.id),
      record.tokenHint,
      String(states.user.id),
      'Old key',
      'active',
      record.timeAdded.toISOString(),
      '',
      '',
    ])
  })

  test('names the columns, and keeps to the width of a terminal', async () => {
    for (const columns of [40, 60, 80, 100, 200]) {
      const { stdout } = await webapiToken(['list'], { isTTY: true, columns })
      expect(lines(stdout)).toHaveLength(6)
      expect(lines(stdout)[0]).toMatch(/^ID +TOKEN +OWNER/)
      if (columns >= 60) expect(Math.max(...lines(stdout).map((line) => line.length))).toBeLessThanOrEqual(columns)
    }
    const { stdout } = await webapiToken(['list'], { isTTY: true, columns: 200 })
    expect(stdout).toContain('LAST USED')
    expect(stdout).toContain('Old key')
  })

  test('keeps the control characters of a note to itself', async () => {
    const user = await createUser(app.prisma)
    await app.tokens.generateToken(user, { note: 'red \u001B[31m\n\tend' })
    const { stdout } = await webapiToken(['list', '--owner', String(user.id)])
    expect(stdout).not.toContain('\u001B')
    expect(lines(stdout)).toHaveLength(1)
    expect(stdout.split('\t')).toHaveLength(8)
  })

  test.each([
    ['active', ['successor', 'active']],
    ['expired', ['expired']],
    ['invalid', ['invalid']],
    ['retiring', ['retiring']],
  ] as const)('lists %s tokens of an owner', async (status, names) => {
    const { stdout } = await webapiToken(['list', '--owner', String(states.user.id), '--status', status, '--json'])
    const page = JSON.parse(stdout) as Page
    expect(page.tokens.map(({ record }) => record.id)).toEqual(names.map((name) => states[name].record.id))
    expect(page.tokens.every((token) => token.status === status)).toBe(true)
    expect(page.nextCursor).toBeNull()
  })

  test('lists tokens of several states, and of several owners', async () => {
    const other = await createUser(app.prisma)
    const { record } = await app.tokens.generateToken(other)
    const two = ['--owner', String(states.user.id), '--owner', String(other.id)]
    const page = await webapiToken(['list', ...two, '--status', 'retiring', '--status', 'active', '--json'])
    const { tokens } = JSON.parse(page.stdout) as Page
    expect(tokens.map((token) => token.record.id)).toEqual(
      [record, states.successor.record, states.retiring.record, states.active.record].map(({ id }) => id),
    )
  })

  test('goes on from page to page, and prints all of them', async () => {
    const every = await app.prisma.webAPIToken.findMany({ select: { id: true }, orderBy: { id: 'asc' } })
    const ids = every.map(({ id }) => id)
    const found: unknown[] = []
    for (let cursor: string[] = []; ;) {
      const { stdout } = await webapiToken(['list', '--order', 'id', '--take', '2', '--json', ...cursor])
      const page = JSON.parse(stdout) as Page
      found.push(...page.tokens.map(({ record }) => record.id))
      if (page.nextCursor === null) break
      cursor = ['--cursor', page.nextCursor]
    }
    expect(found).toEqual(ids)
    const all = JSON.parse(
      (await webapiToken(['list', '--order', 'id-desc', '--take', '2', '--all', '--json'])).stdout,
    ) as Page
    expect(all.tokens.map(({ record }) => record.id)).toEqual(ids.toReversed())
    expect(all.nextCursor).toBeNull()
    const more = await webapiToken(['list', '--take', '2'], { isTTY: true })
    expect(more.stderr).toMatch(/There are more: --cursor \S+, or --all\./)
  })

  test("takes a filter of the app's", async () => {
    const where = JSON.stringify({ note: { contains: 'key' }, timeAdded: { gt: '2020-01-01T00:00:00Z' } })
    const { stdout } = await webapiToken(['list', '--where', where, '--status', 'active'])
    expect(lines(stdout)).toHaveLength(1)
  })

  test.each([
    [['--status', 'dead'], '--status: it must be one of'],
    [['--order', 'random'], '--order'],
    [['--take', '0'], '--take'],
    [['--owner', 'ada'], '--owner: "ada" is no id'],
    [['--cursor', 'x'], '--cursor: this is not the cursor'],
    [['--where', '{}'], '--where: where has no condition'],
    [['--where', '{"color":"red"}'], 'color'],
    [['--where', '{"expires":{"lt":"soon"}}'], 'ISO-8601'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await webapiToken(['list', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('never prints a digest', async () => {
    const { stdout } = await webapiToken(['list', '--all', '--json'])
    expect(stdout).not.toMatch(/sha256:|"token"/)
  })
})
