import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

import { identityOf } from '../support/host.js'

/** A server of the cluster. Plain data, since the tests run in other processes than what has started it. */
export interface Node {
  readonly name: string
  readonly folder: string
  /** For database clients. */
  readonly port: number
  readonly command: string
  readonly args: readonly string[]
}

export function logOf({ folder }: Node): string {
  return `${folder}.log`
}

/** Starts the server, and does not wait for it. Without `bootstrap` it joins the others. */
export function startNode(node: Node, { bootstrap = false } = {}): void {
  const log = openSync(logOf(node), 'a')
  const args = bootstrap ? [...node.args, '--wsrep-new-cluster'] : node.args
  // In a group of its own with the programs that copy the data to a node that joins.
  const child = spawn(node.command, args, {
    ...identityOf('mysql'),
    stdio: ['ignore', log, log],
    cwd: '/',
    detached: true,
  })
  // It outlives what has started it.
  child.unref()
  closeSync(log)
  if (child.pid === undefined) throw new Error(`${node.command} cannot be run`)
  writeFileSync(pidFileOf(node), String(child.pid))
}

/** Ends the server as a machine that loses its power. */
export function killNode(node: Node): void {
  const pid = pidOf(node)
  if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  rmSync(pidFileOf(node), { force: true })
}

export function isRunning(node: Node): boolean {
  return pidOf(node) !== undefined
}

function pidFileOf({ folder }: Node): string {
  return `${folder}.pid`
}

/** Nobody else's process: one that has got the number since would not have these arguments. */
function pidOf(node: Node): number | undefined {
  try {
    const pid = Number(readFileSync(pidFileOf(node), 'utf8'))
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(node.folder) ? pid : undefined
  } catch {
    return undefined
  }
}
