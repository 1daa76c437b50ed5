#!/usr/bin/env node
import { exitCodes } from './exit.js'
import { run } from './program.js'

/** Milliseconds in which another Ctrl-C is the same one: npx passes on what the terminal has sent to everybody. */
const sameInterrupt = 500

/** Milliseconds that an app's own connections may keep the process after the command. */
const graceTime = 1_000

const interrupt = new AbortController()
let interruptedAt = 0
process.on('SIGINT', () => {
  // A later one does not wait.
  if (interrupt.signal.aborted && performance.now() - interruptedAt > sameInterrupt) process.exit(130)
  if (interrupt.signal.aborted) return
  interruptedAt = performance.now()
  interrupt.abort()
})

// Whoever reads the results has gone, such as `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.refused)
})

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: interrupt.signal,
})
// Nothing is left to do: what the configuration has opened, and nobody closes, must not keep the process.
setTimeout(() => process.exit(), graceTime).unref()
