import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { accepts, identityOf } from './host.js'

/** A server of a test's own, as the system's user that is its owner. What it prints is in `log`. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  readonly log: string
}

/** A server that accepts connections, until `stop` resolves. */
export interface ServerProcess {
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a server, and waits until it accepts connections. */
export async function startServer({ command, args, port, log }: Program): Promise<ServerProcess> {
  const output = openSync(log, 'a')
  const child = spawn(command, args, { ...identityOf('postgres'), stdio: ['ignore', output, output], cwd: '/' })
  closeSync(output)
  await once(child, 'spawn')
  // It would keep a test file whose tests have failed from ending.
  child.unref()
  while (!(await accepts(port))) {
    if (!isRunning(child)) throw new Error(`${command} does not start: ${log} says why`)
    await sleep(20)
  }
  return {
    async stop(signal = 'SIGINT') {
      if (!isRunning(child)) return
      const ended = once(child, 'exit')
      child.ref()
      child.kill(signal)
      await ended
    },
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}
