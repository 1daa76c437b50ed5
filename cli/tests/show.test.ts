import { neverGenerated } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp, tokensInEachState } from './support/repository.js'

let app: TestApp
let webapiToken: ReturnType<typeof commandLine>
let states: Awaited<ReturnType<typeof tokensInEachState>>

beforeAll(async () => {
  app = await createApp()
  webapiToken = commandLine(app.tokens)
  states = await tokensInEachState(app)
})

afterAll(() => app.db.close())

test.each(['active', 'expired', 'invalid', 'retiring'] as const)(
  'shows the row of a token that is %s',
  async (status) => {
    const { record } = states[status]
    const { code, stdout } = await webapiToken(['show', String(record.id)])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^status +${status}\nid +${record.id}\n`))
    const columns = Object.keys(await app.prisma.webAPIToken.findUniqueOrThrow({ where: { id: record.id } }))
    expect(columns.filter((column) => !new RegExp(`^${column}\\b`, 'm').test(stdout))).toEqual(['token'])
    expect(stdout).not.toContain('sha256:')
  },
)

test('shows the reason of an invalid one, and what a token was rotated to', async () => {
  expect((await webapiToken(['show', String(states.invalid.record.id)])).stdout).toContain('Left the company')
  const { stdout } = await webapiToken(['show', String(states.retiring.record.id), '--json'])
  const details = JSON.parse(stdout) as { status: string; record: object; family: { record: { id: number } }[] }
  expect(details).toMatchObject({ status: 'retiring', record: { successorId: states.successor.record.id } })
  expect(details.family.map(({ record }) => record.id)).toEqual([states.retiring.record.id, states.successor.record.id])
})

test('finds a token by itself, and by its hint', async () => {
  const { record, token } = states.active
  const { stdout } = await webapiToken(['show', '--stdin', '--json'], { input: `${token}\r\n` })
  expect(JSON.parse(stdout)).toMatchObject({ record: { id: record.id }, status: 'active' })
  const byHint = await webapiToken(['show', record.tokenHint])
  expect(byHint.stdout).toMatch(new RegExp(`^id +${record.id}$`, 'm'))
})

test('says that there is no such token', async () => {
  expect(await webapiToken(['show', '999999'])).toMatchObject({
    code: 1,
    stderr: 'There is no token with the id "999999".\n',
  })
  expect(await webapiToken(['show', 'acme_...none'])).toMatchObject({ code: 1 })
  const unknown = await webapiToken(['show', '--stdin'], { input: neverGenerated() })
  expect(unknown).toMatchObject({ code: 1, stderr: 'There is no such token.\n' })
})

test('asks for exactly one name', async () => {
  expect(await webapiToken(['show'])).toMatchObject({ code: 2 })
  expect(await webapiToken(['show', '1', '--stdin'])).toMatchObject({ code: 2 })
  expect(await webapiToken(['show', '--stdin'])).toMatchObject({
    code: 2,
    stderr: 'There is no token on standard input.\n',
  })
})

test('does not look for a token that was typed as an argument, and does not repeat it', async () => {
  const { code, stderr } = await webapiToken(['show', states.active.token])
  expect(code).toBe(2)
  expect(stderr).toContain('history of the shell')
  expect(stderr).not.toContain(states.active.token)
})
