import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Outcome } from './command-line.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** What `npm run build` has made of the command line. */
export const binary = `${root}cli/dist/main.js`

/** The lines of a configuration before what it exports: `prisma`, and the class of the repository. */
export const imports = `
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { WebAPITokenRepository } from '${root}dist/index.js'
import { PrismaClient } from '${root}generated/test/sqlite/client.js'

const prisma = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: process.env.DATABASE_URL ?? '' }) })
`

/** A folder outside of the checkout, in which the binary is run. */
export interface Folder {
  readonly path: string
  write(file: string, content: string): Promise<void>
  /** Runs the binary to its end. */
  run(argv: readonly string[], options?: { input?: string; env?: Record<string, string> }): Promise<Outcome>
  /** Starts any command. */
  start(command: string, args: readonly string[], env?: Record<string, string>): Started
  remove(): Promise<void>
}

/** A process that a test talks to. */
export interface Started {
  readonly child: ChildProcess
  /** Waits until it has said something, on either of its streams. */
  said(text: string): Promise<void>
  /** Waits for its end. */
  end(): Promise<Outcome>
}

export async function createFolder(databaseUrl: string): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'webapi-token-cli-'))
  await symlink(`${root}node_modules`, join(path, 'node_modules'))
  const start: Folder['start'] = (command, args, env = {}) =>
    talk(spawn(command, args, { cwd: path, env: { PATH: process.env.PATH ?? '', DATABASE_URL: databaseUrl, ...env } }))
  return {
    path,
    start,
    write: (file, content) => writeFile(join(path, file), content),
    async run(argv, { input = '', env = {} } = {}) {
      const started = start(process.execPath, [binary, ...argv], env)
      started.child.stdin?.end(input)
      return started.end()
    },
    remove: () => rm(path, { recursive: true }),
  }
}

function talk(child: ChildProcess): Started {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const closed = once(child, 'close') as Promise<[number | null]>
  for (const [stream, texts] of [
    [child.stdout, stdout],
    [child.stderr, stderr],
  ] as const) {
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => {
      texts.push(text)
      child.emit('said')
    })
  }
  // Whoever has ended reads no more.
  child.stdin?.on('error', () => undefined)
  const all = () => [...stdout, ...stderr].join('')
  return {
    child,
    async said(text) {
      while (!all().includes(text)) {
        const isEnd = await Promise.race([once(child, 'said').then(() => false), closed.then(() => true)])
        if (isEnd && !all().includes(text)) throw new Error(`It has ended without "${text}": ${all()}`)
      }
    },
    async end() {
      const [code] = await closed
      return { code: code ?? -1, stdout: stdout.join(''), stderr: stderr.join('') }
    },
  }
}
