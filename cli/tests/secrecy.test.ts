import { WebAPITokenRepository } from '../../src/index.js'
import { createUser, neverGenerated } from '../../tests/conformance/suite/context.js'
import { describeUnless } from '../../tests/support/describe-unless.js'
import { adapters, connectClient, databaseKind } from '../../tests/support/databases.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp, tokensInEachState } from './support/repository.js'

const password = 's3cr3t-pass-word'

let app: TestApp

beforeAll(async () => {
  app = await createApp()
})

afterAll(() => app.db.close())

/** Each command, on one token; what it prints of a new token is not a secret that it must keep. */
const commands: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--json'],
  ['list', '--all'],
  ['list', '--where', '{"token":5}'],
  ['show', 'ID'],
  ['show', 'ID', '--json'],
  ['show', '--stdin', '--json'],
  ['show', 'TOKEN'],
  ['verify'],
  ['verify', '--json'],
  ['verify', 'TOKEN'],
  ['create', '999999'],
  ['create', 'TOKEN'],
  ['create', '1', '--policy', 'TOKEN'],
  ['create', '1', '--parent', 'TOKEN'],
  ['create', '1', '--expires', 'TOKEN'],
  ['create', '1', '--token-type', 'TOKEN'],
  ['rotate', 'TOKEN'],
  ['rotate', '--id', 'TOKEN'],
  ['rotate', '--grace-period', 'TOKEN'],
  ['invalidate', '--dry-run'],
  ['invalidate', 'TOKEN'],
  ['invalidate', '--id', 'TOKEN'],
  ['invalidate', '--where', 'TOKEN'],
  ['invalidate', '--file', 'TOKEN'],
  ['invalidate', '--file', '-', '--dry-run'],
  ['invalidate', '--file', '-', '--yes', '--json'],
  ['invalidate'],
  ['invalidate', '--all', '--yes'],
  ['prune', '--expired-before', 'TOKEN'],
  ['prune', '--expired-before', '1d', '--yes'],
  ['prune', '--batch-size', 'TOKEN'],
  ['redigest'],
  ['TOKEN'],
  ['list', '--TOKEN'],
  ['list', '--config', 'TOKEN'],
]

async function outputOf(configuration: unknown, token: string, id: unknown): Promise<string> {
  const run = commandLine(configuration)
  const env = { DATABASE_URL: `postgresql://ada:${password}@127.0.0.1:1/app` }
  let output = ''
  for (const command of commands) {
    const argv = command.map((each) => each.replace('TOKEN', token).replace(/^ID$/, String(id)))
    for (const options of [[], ['--verbose']]) {
      const isTTY = command.includes('list')
      const { stdout, stderr } = await run([...argv, ...options], { input: token, env, isTTY })
      output += stdout + stderr
    }
  }
  return output
}

async function digestsAnd(...tokens: string[]): Promise<string[]> {
  const rows = await app.prisma.webAPIToken.findMany({ select: { token: true } })
  return [
    ...tokens,
    ...rows.map(({ token }) => token),
    ...rows.map(({ token }) => token.replace('sha256:', '')),
    password,
  ]
}

test('no command shows a token, a digest or a password', async () => {
  const { active, invalid } = await tokensInEachState(app)
  const unknown = neverGenerated()
  const secrets = await digestsAnd(active.token, invalid.token, unknown)
  let output = await outputOf(app.tokens, active.token, active.record.id)
  output += await outputOf(app.tokens, invalid.token, invalid.record.id)
  output += await outputOf(app.tokens, unknown, 1)
  expect(output.length).toBeGreaterThan(1_000)
  expect(secrets.filter((secret) => output.includes(secret))).toEqual([])
})

test('nor when the database fails, with all that a driver may say', async () => {
  const { token, record } = await app.tokens.generateToken(await createUser(app.prisma))
  const secrets = await digestsAnd(token)
  const prisma = app.prisma.$extends({
    query: {
      $allOperations({ args }) {
        throw new Error(
          `Failed at postgresql://ada:${password}@db, password=${password}: ${JSON.stringify(args)} ${token}`,
        )
      },
    },
  })
  const output = await outputOf(new WebAPITokenRepository(prisma, { tokenType: 'acme' }), token, record.id)
  expect(output).toContain('It has failed: Failed at postgresql://ada:***@db, password=***')
  expect(secrets.filter((secret) => output.includes(secret))).toEqual([])
})

describeUnless(databaseKind('PostgreSQL').missing, 'a server that is not there', () => {
  test('no password is in what the driver says of it', async () => {
    const url = `postgresql://ada:${password}@127.0.0.1:1/app`
    const client = await connectClient('postgresql', await adapters.postgresql(url))
    const output = await outputOf(new WebAPITokenRepository(client, { tokenType: 'acme' }), neverGenerated(), 1)
    expect(output).toContain('127.0.0.1')
    expect(output).not.toContain(password)
  })
})
