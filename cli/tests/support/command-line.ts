import { PassThrough } from 'node:stream'

import { run } from '../../src/program.js'
import type { Terminal } from '../../src/terminal.js'

/** What a command has said, and its exit code. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  /** What is piped into standard input. Default: nothing. */
  readonly input?: string
  /** Whether standard output and standard error are screens. Default: false. */
  readonly isTTY?: boolean
  readonly columns?: number
  readonly env?: Terminal['env']
  readonly cwd?: string
  readonly signal?: AbortSignal
}

/** Everything that any command of the test file has said, for tests of secrecy. */
export const said: string[] = []

/** Returns a function that runs commands in this process, with the app's repository. */
export function commandLine(configuration: unknown) {
  return async (argv: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> => {
    const { input = '', isTTY = false, columns = 100, env = {}, cwd = process.cwd(), signal } = surroundings
    const [stdout, stderr] = [collector(isTTY, columns), collector(isTTY, columns)]
    const code = await run(argv, {
      stdin: PassThrough.from(input === '' ? [] : [Buffer.from(input)]),
      stdout,
      stderr,
      env,
      cwd,
      signal: signal ?? new AbortController().signal,
      configuration,
    })
    const outcome = { code, stdout: stdout.text(), stderr: stderr.text() }
    said.push(outcome.stdout, outcome.stderr)
    return outcome
  }
}

function collector(isTTY: boolean, columns: number) {
  const chunks: Buffer[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return Object.assign(stream, { isTTY, columns, text: () => Buffer.concat(chunks).toString() })
}
