import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createUser, neverGenerated } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp, tokensInEachState } from './support/repository.js'

let app: TestApp
let webapiToken: ReturnType<typeof commandLine>
let cwd: string

beforeAll(async () => {
  app = await createApp()
  webapiToken = commandLine(app.tokens)
  cwd = await mkdtemp(join(tmpdir(), 'webapi-token-cli-'))
})

afterAll(async () => {
  await app.db.close()
  await rm(cwd, { recursive: true })
})

async function leaked(lines: readonly string[], end = '\n') {
  await writeFile(join(cwd, 'leaked.txt'), lines.join(end))
  return (...argv: string[]) => webapiToken(['invalidate', '--file', 'leaked.txt', ...argv], { cwd })
}

async function deletedToken(): Promise<string> {
  const { token, record } = await app.tokens.generateToken(await createUser(app.prisma))
  await app.prisma.webAPIToken.delete({ where: { id: record.id } })
  return token
}

test('invalidates what is in it, and tells the rest by the numbers of the lines', async () => {
  const { active, expired, invalid, retiring, successor } = await tokensInEachState(app)
  const unknown = await deletedToken()
  const lines = [
    `  ${active.token}\t`,
    '',
    expired.token,
    invalid.token,
    unknown,
    'password123',
    active.token,
    '   ',
    retiring.token,
  ]
  const invalidate = await leaked(['\uFEFF' + (lines[0] ?? ''), ...lines.slice(1)], '\r\n')

  const dry = await invalidate('--dry-run')
  expect(dry).toMatchObject({ code: 0, stderr: '' })
  expect(dry.stdout).toContain('3 tokens would be invalidated.')
  expect(await invalidate()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Invalidate 3 tokens of 7 lines?') as string,
  })
  expect(await app.tokens.authenticate(active.token)).toMatchObject({ ok: true })

  const { code, stdout, stderr } = await invalidate('--yes', '--reason', 'Found in a repository')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(
    [
      '3 tokens invalidated.',
      '  4 lines with tokens that were valid: 1, 3, 7, 9',
      '  1 line with tokens that were invalid already: 4',
      '  1 line with tokens that are not in the table: 5',
      '  1 line that are no tokens: 6',
      '',
    ].join('\n'),
  )
  expect(
    await app.prisma.webAPIToken.findMany({ where: { invalidReason: 'Found in a repository' }, select: { id: true } }),
  ).toEqual([active, expired, retiring].map(({ record: { id } }) => ({ id })))
  expect(await app.tokens.authenticate(successor.token)).toMatchObject({ ok: true })
  expect(JSON.parse((await invalidate('--yes', '--json')).stdout)).toEqual({
    count: 0,
    lines: 7,
    matched: [],
    alreadyInvalid: [1, 3, 4, 7, 9],
    unknown: [5],
    notTokens: [6],
  })
})

test('looks thousands of lines up by few queries', async () => {
  const user = await createUser(app.prisma)
  const tokens: string[] = []
  for await (const batch of app.tokens.generateTokens(Array<number>(2_500).fill(user.id))) {
    tokens.push(...batch.map(({ token }) => token))
  }
  const others = Array.from({ length: 500 }, () => neverGenerated().replace(/^wat/, 'acme'))
  let queries = 0
  const prisma = app.prisma.$extends({
    query: {
      $allOperations({ args, query }) {
        queries++
        return query(args)
      },
    },
  })
  const { WebAPITokenRepository } = await import('../../src/index.js')
  const counted = commandLine(new WebAPITokenRepository(prisma, { tokenType: 'acme' }))
  await leaked([...tokens, ...others])
  const { code, stdout } = await counted(['invalidate', '--file', 'leaked.txt', '--yes', '--json'], { cwd })
  expect({ code, result: JSON.parse(stdout) }).toMatchObject({ code: 0, result: { count: 2_500, lines: 3_000 } })
  expect(await app.prisma.webAPIToken.count({ where: { userId: user.id, valid: true } })).toBe(0)
  expect(queries).toBeLessThan(30)
})

test('reads standard input as well', async () => {
  const { token, record } = await app.tokens.generateToken(await createUser(app.prisma))
  const argv = ['invalidate', '--file', '-']
  expect(await webapiToken(argv, { input: `${token}\n` })).toMatchObject({ code: 2 })
  expect(await webapiToken([...argv, '--yes'], { input: `${token}\n` })).toMatchObject({ code: 0 })
  expect(await app.prisma.webAPIToken.findUnique({ where: { id: record.id } })).toMatchObject({ valid: false })
})

test('says that there is no such file, and nothing in it', async () => {
  const missing = await webapiToken(['invalidate', '--file', 'nowhere.txt', '--yes'], { cwd })
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('--file: ENOENT') as string })
  const empty = await (await leaked(['', '  ']))('--yes')
  expect(empty).toMatchObject({ code: 2, stderr: '--file: there is no line in it.\n' })
})
