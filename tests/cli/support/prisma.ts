import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
export const schemaEngine = join(root, 'scripts/schema-engine.mjs')

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Options {
  readonly cwd?: string
  readonly env?: Record<string, string | undefined>
  readonly input?: string
  /** Interrupts the process once this resolves; it gives up when the process has ended by itself. */
  readonly interruptOnce?: (isRunning: () => boolean) => Promise<void>
}

export function run(file: string, args: readonly string[], options: Options = {}) {
  return new Promise<Result>((resolve, reject) => {
    // What a developer's own environment and .env say must not decide what is tested.
    const ownEnv = { NODE_OPTIONS: '', NO_COLOR: '1', SHADOW_DATABASE_URL: '', REQUIRE_ALL_DATABASES: '' }
    const settings = {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...ownEnv, ...options.env },
    }
    const child = execFile(file, args, settings, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
    })
    child.stdin?.end(options.input)
    options.interruptOnce?.(() => child.exitCode === null).then(() => child.kill('SIGINT'), reject)
  })
}

/** Runs a command of the prisma CLI through the launcher, on the WebAssembly engine. */
export function prisma(command: string, { env = {}, ...options }: Options) {
  return run(process.execPath, ['scripts/prisma.mjs', ...command.split(' ')], {
    ...options,
    env: { PRISMA_SCHEMA_ENGINE_BINARY: schemaEngine, ...env },
  })
}

export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'webapi-token-cli-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** A copy of what the CLI works on, for tests that change schemas or write migrations. */
export async function copyOfProject() {
  const folder = await temporaryFolder()
  for (const name of ['scripts', 'prisma', 'prisma.config.ts', 'package.json']) {
    await cp(join(root, name), join(folder.path, name), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(folder.path, 'node_modules'))
  return folder
}

export async function addColumn(project: string) {
  const model = join(project, 'prisma/web-api-token.prisma')
  const text = await readFile(model, 'utf8')
  await writeFile(model, text.replace('  @@index([expires])', '  color String?\n\n  @@index([expires])'))
}
