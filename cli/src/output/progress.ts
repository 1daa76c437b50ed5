import type { Terminal } from '../terminal.js'

/**
 * Shows on a terminal how far a bulk command is, in one line. (The bars of `@clack/prompts` take the keyboard, and end the process
 * on Ctrl-C before the command can say what it has done.)
 */
export interface Progress {
  /** Sets what is done so far. */
  update(count: number): void
  /** Removes the line. */
  end(): void
}

/** Milliseconds between two changes of the line. */
const interval = 100

/** `total`: undefined where nobody has counted. */
export function startProgress({ stderr }: Terminal, label: string, total?: number): Progress {
  if (stderr.isTTY !== true) return { update: () => undefined, end: () => undefined }
  let last = 0
  return {
    update(count) {
      const now = performance.now()
      if (now - last < interval) return
      last = now
      stderr.write(`\r\u001B[2K${lineOf(label, count, total)}`)
    },
    end() {
      stderr.write('\r\u001B[2K')
    },
  }
}

const barWidth = 24

function lineOf(label: string, count: number, total: number | undefined): string {
  if (total === undefined || total === 0) return `${label} ${numberOf(count)}`
  // Tokens that were added in the meantime count as well.
  const done = Math.min(1, count / total)
  const filled = Math.round(done * barWidth)
  return `${label} [${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${numberOf(count)} of ${numberOf(total)}`
}

/** Returns a number for a person. */
export function numberOf(count: number): string {
  return count.toLocaleString('en-US')
}

/** Returns a number of things for a person. */
export function amountOf(count: number, what = 'token'): string {
  return count === 1 ? `1 ${what}` : `${numberOf(count)} ${what}s`
}
