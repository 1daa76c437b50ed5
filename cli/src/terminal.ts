import type { Readable, Writable } from 'node:stream'

/** A stream that may be a person's screen. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** What a command has of its process: nothing below `main.ts` uses another stream, variable, folder or signal. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  /** Gets results. */
  readonly stdout: Output
  /** Gets questions, progress and messages, so that what is piped on holds results only. */
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by Ctrl-C: bulk verbs end after the batch that they are at. */
  readonly signal: AbortSignal
  /** What a configuration file would export, for programs that have it already. Default: the file is searched and loaded. */
  readonly configuration?: unknown
  /** What no message may have: the tokens that the command has read or made. */
  readonly secrets?: Set<string>
}

/** Whether a person can be asked: both what is asked and what is answered are on a screen. */
export function isInteractive({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/** Writes a text, and waits until there is room for the next one. */
export function writeText(stream: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
}

export function writeLine(stream: Output, line: string): Promise<void> {
  return writeText(stream, `${line}\n`)
}
