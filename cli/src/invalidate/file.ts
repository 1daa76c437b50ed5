import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'

import { runBulk } from '../bulk.js'
import { Exit, type ExitCode } from '../exit.js'
import { messageOf } from '../redact.js'
import { invalidateRows } from './rows.js'
import type { Task } from './task.js'
import { readLeak } from './leak.js'
import { leakReport } from './leak-report.js'

/** Invalidates the tokens of a file with leaked ones, and tells by their lines what the others are. */
export async function invalidateFile(task: Task, file: string): Promise<ExitCode> {
  const { terminal, loaded, options } = task
  const leak = await readLeak(terminal, loaded.context, inputOf(task, file)).catch((error: unknown) => {
    if (error instanceof Exit || !isFileError(error)) throw error
    throw new Exit('usage', `--file: ${messageOf(error, terminal)}`, { cause: error })
  })
  if (leak.lines === 0) throw new Exit('usage', '--file: there is no line in it.')
  const ids = [...leak.valid.keys()]
  return runBulk(
    terminal,
    {
      verb: 'Invalidate',
      done: 'invalidated',
      which: ` of ${leak.lines} lines`,
      count: () => Promise.resolve(ids.length),
      run: (bulk) => invalidateRows(task, ids, bulk),
      report: () => leakReport(leak),
    },
    options,
  )
}

function inputOf({ terminal }: Task, file: string): Readable {
  if (file !== '-') return createReadStream(resolve(terminal.cwd, file))
  if (terminal.stdin.isTTY === true) {
    throw new Exit('usage', '--file -: pipe the tokens in, since what is typed here would be shown.')
  }
  return terminal.stdin
}

function isFileError(error: unknown): boolean {
  return (Object(error) as { syscall?: unknown }).syscall !== undefined
}
