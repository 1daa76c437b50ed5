import { Exit, type ExitCode, exitCodes } from './exit.js'
import { confirm } from './input/confirm.js'
import { writeJson } from './output/json.js'
import { amountOf, startProgress } from './output/progress.js'
import { type Terminal, writeLine } from './terminal.js'

/** What a bulk command passes on to the library. */
export interface BulkRun {
  readonly signal: AbortSignal
  readonly onProgress: (progress: { readonly count: number }) => void
}

/** A command on many tokens, or on many of something else. */
export interface Bulk {
  /** Default: `token`. */
  readonly what?: string
  /** What is done to them, such as `Invalidate`, and what was done, such as `invalidated`. */
  readonly verb: string
  readonly done: string
  /** Whose tokens, for the question. */
  readonly which: string
  /** The number of tokens that it is about; undefined: it is not counted, and nobody is asked. */
  readonly count?: () => Promise<number>
  readonly run: (bulk: BulkRun) => Promise<{ readonly count: number }>
  /** More for `--json`, and for a person. */
  readonly report?: () => { readonly json: object; readonly lines: readonly string[] }
}

type Options = Readonly<Record<string, unknown>>

/** Counts, asks, does it with a progress line, and tells what was done: also after Ctrl-C, and after an error. */
export async function runBulk(terminal: Terminal, bulk: Bulk, options: Options): Promise<ExitCode> {
  const total = await bulk.count?.()
  if (options.dryRun === true) {
    await write(terminal, bulk, options, { count: total ?? 0, dryRun: true })
    return exitCodes.done
  }
  if (total !== undefined && total > 0) {
    await confirm(terminal, `${bulk.verb} ${amountOf(total, bulk.what)}${bulk.which}?`, options)
  }
  const outcome = total === 0 ? { count: 0 } : await runWithProgress(terminal, bulk, total)
  await write(terminal, bulk, options, outcome)
  if ('stopped' in outcome) throw new Exit('refused', 'Stopped. The same command goes on with the rest.')
  return exitCodes.done
}

async function runWithProgress(terminal: Terminal, bulk: Bulk, total: number | undefined) {
  const { signal } = terminal
  const progress = startProgress(terminal, bulk.done, total)
  let done = 0
  const onProgress = ({ count }: { readonly count: number }) => {
    done = count
    progress.update(count)
  }
  try {
    return await bulk.run({ signal, onProgress })
  } catch (error) {
    progress.end()
    if (signal.aborted && error === signal.reason) return { count: done, stopped: true }
    if (done > 0) await writeLine(terminal.stderr, `${amountOf(done, bulk.what)} ${bulk.done} before this:`)
    throw error
  } finally {
    progress.end()
  }
}

async function write(
  { stdout }: Terminal,
  bulk: Bulk,
  options: Options,
  outcome: { readonly count: number; readonly dryRun?: boolean; readonly stopped?: boolean },
): Promise<void> {
  const report = bulk.report?.()
  if (options.json === true) {
    await writeJson(stdout, { ...outcome, ...report?.json })
    return
  }
  const would = outcome.dryRun === true ? 'would be ' : ''
  await writeLine(stdout, `${amountOf(outcome.count, bulk.what)} ${would}${bulk.done}.`)
  for (const line of report?.lines ?? []) await writeLine(stdout, line)
}
