import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

import { createUser } from '../../tests/conformance/suite/context.js'
import { describeUnless } from '../../tests/support/describe-unless.js'
import { binary, createFolder, type Folder, imports, type Started } from './support/binary.js'
import { createApp, type TestApp } from './support/repository.js'

let app: TestApp
let folder: Folder

beforeAll(async () => {
  if (!existsSync(binary)) throw new Error('The command line is not built: npm run build')
  app = await createApp()
  folder = await createFolder(app.db.url)
  await folder.write(
    'webapi-token.config.ts',
    `${imports}\nexport default new WebAPITokenRepository(prisma, { tokenType: 'acme' })`,
  )
  // Waits at its second statement, until it is interrupted.
  await folder.write(
    'waiting.config.ts',
    `${imports}
let statements = 0
const waiting = prisma.$extends({
  query: {
    webAPIToken: {
      async updateMany({ args, query }) {
        if (++statements === 2) {
          const interrupted = new Promise((resolve) => process.once('SIGINT', resolve))
          process.stderr.write('READY')
          // What waits for a signal alone would not keep the process.
          const timer = setInterval(() => undefined, 1_000)
          await interrupted
          clearInterval(timer)
        }
        return query(args)
      },
    },
  },
})
export default new WebAPITokenRepository(waiting, { tokenType: 'acme' })`,
  )
})

afterAll(async () => {
  await folder.remove()
  await app.db.close()
})

async function userWithTokens(count: number) {
  const user = await createUser(app.prisma)
  const tokens: string[] = []
  for (let index = 0; index < count; index++) tokens.push((await app.tokens.generateToken(user)).token)
  return { user, tokens }
}

const validOf = (userId: number) => app.prisma.webAPIToken.count({ where: { userId, valid: true } })

test('from the creation of a token to its end, by pipes', async () => {
  const { user } = await userWithTokens(0)
  const created = await folder.run(['create', String(user.id), '--note', 'CI'])
  expect(created).toMatchObject({ code: 0, stderr: '' })
  expect(created.stdout).toMatch(/^acme_\w{38}\n$/)
  expect(await folder.run(['verify'], { input: created.stdout })).toMatchObject({ code: 0 })
  expect(await folder.run(['invalidate'], { input: created.stdout })).toMatchObject({ code: 0 })
  expect(await folder.run(['verify'], { input: created.stdout })).toMatchObject({ code: 1, stderr: '' })
  expect((await folder.run(['list', '--owner', String(user.id)])).stdout).toMatch(/\tinvalid\t/)
})

test('help, version, and what is no command', async () => {
  const help = await folder.run(['--help'])
  expect(help.code).toBe(0)
  for (const verb of [
    'schema',
    'doctor',
    'create',
    'list',
    'show',
    'verify',
    'invalidate',
    'rotate',
    'prune',
    'redigest',
  ]) {
    expect(help.stdout).toMatch(new RegExp(`^  ${verb}\\b`, 'm'))
    expect(await folder.run([verb, '--help'])).toMatchObject({ code: 0, stderr: '' })
  }
  expect((await folder.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+/)
  expect(await folder.run([])).toMatchObject({ code: 2, stdout: '' })
  expect(await folder.run(['nonsense'])).toMatchObject({ code: 2, stdout: '' })
})

test('a reader that goes away ends it without a stack', async () => {
  await userWithTokens(3)
  const shell = folder.start('sh', ['-c', `"${process.execPath}" "${binary}" list --all --take 1 --json | head -c 1`])
  const { code, stdout, stderr } = await shell.end()
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{', stderr: '' })
})

test('Ctrl-C in a bulk command ends it after the batch, and it says what was done', async () => {
  const { user } = await userWithTokens(5)
  const args = ['invalidate', '--owner', String(user.id), '--yes', '--batch-size', '1', '--config', 'waiting.config.ts']
  const started = folder.start(process.execPath, [binary, ...args])
  await started.said('READY')
  // npx passes it on to a process that the terminal has sent it to already.
  started.child.kill('SIGINT')
  started.child.kill('SIGINT')
  const { code, stdout, stderr } = await started.end()
  expect({ code, stdout }).toEqual({ code: 1, stdout: '2 tokens invalidated.\n' })
  expect(stderr).toContain('Stopped. The same command goes on with the rest.')
  expect(await validOf(user.id)).toBe(3)
})

describeUnless(missingScript(), 'on a terminal', () => {
  /** Runs the binary on a terminal of its own, whose keyboard and screen are the streams of the process. */
  function onTerminal(argv: readonly string[]): Started {
    // A new terminal has no size.
    const command = `stty cols 100 rows 30; exec ${[process.execPath, binary, ...argv].map((each) => `'${each}'`).join(' ')}`
    return folder.start('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
      TERM: 'xterm',
    })
  }

  test('asks for the token, and does not show it', async () => {
    const { tokens } = await userWithTokens(1)
    const started = onTerminal(['verify'])
    await started.said('it is not shown')
    started.child.stdin?.write(`${tokens[0] ?? ''}\r`)
    const { code, stdout } = await started.end()
    expect(code).toBe(0)
    expect(stdout).toContain('ok')
    expect(stdout).not.toContain(tokens[0])
  })

  test('Ctrl-C at the question does nothing', async () => {
    const started = onTerminal(['invalidate'])
    await started.said('it is not shown')
    started.child.stdin?.write('\u0003')
    const { code, stdout } = await started.end()
    expect(code).toBe(1)
    expect(stdout).toContain('Nothing was done.')
  })

  test('asks with the number of tokens, and takes No for an answer', async () => {
    const { user } = await userWithTokens(3)
    const argv = ['invalidate', '--owner', String(user.id)]
    const refused = onTerminal(argv)
    await refused.said(`Invalidate 3 tokens of userId ${user.id}?`)
    refused.child.stdin?.write('\r')
    expect(await refused.end()).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Nothing was done.') as string,
    })
    expect(await validOf(user.id)).toBe(3)
    const agreed = onTerminal(argv)
    await agreed.said('Invalidate 3 tokens')
    agreed.child.stdin?.write('y')
    const { code, stdout } = await agreed.end()
    expect(code).toBe(0)
    expect(stdout).toContain('3 tokens invalidated.')
    expect(await validOf(user.id)).toBe(0)
  })

  test('Ctrl-C at the keyboard ends a bulk command after the batch', async () => {
    const { user } = await userWithTokens(4)
    const args = ['--owner', String(user.id), '--yes', '--batch-size', '1', '--config', 'waiting.config.ts']
    const started = onTerminal(['invalidate', ...args])
    await started.said('READY')
    started.child.stdin?.write('\u0003')
    const { code, stdout } = await started.end()
    expect(code).toBe(1)
    expect(stdout).toContain('2 tokens invalidated.')
    expect(stdout).toContain('Stopped.')
    expect(await validOf(user.id)).toBe(2)
  })

  test('a list has names of columns', async () => {
    const { user } = await userWithTokens(1)
    const { code, stdout } = await onTerminal(['list', '--owner', String(user.id)]).end()
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ID +TOKEN +OWNER/)
  })
})

/** The one of util-linux; that of BSD has other options. */
function missingScript(): string | undefined {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
      ? undefined
      : 'no util-linux'
  } catch {
    return 'there is no script of util-linux'
  }
}
