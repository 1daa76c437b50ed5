import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { audit, type Finding } from './audit.js'
import { type Counts, harm } from './faults.js'
import { type Entry, journalTexts, readJournals } from './journal.js'
import type { Kind } from './kinds.js'
import { Random } from './random.js'
import { openTarget, type Target } from './target.js'

export interface RunOptions {
  readonly seed: number
  readonly operations: number
  /** Seconds after which a run ends with fewer operations. */
  readonly seconds: number
}

export interface Report extends Counts {
  readonly database: string
  readonly seed: number
  readonly seconds: number
  readonly operations: number
  /** Those that ended with an error. */
  readonly failed: number
  readonly killedProcesses: number
  readonly acknowledgedTokens: number
  readonly acknowledgedRevocations: number
  readonly driverErrors: number
  readonly findings: readonly Finding[]
  /** Kept when there are findings. */
  readonly folder: string
}

const limit = 5
const limitedUsers = 3

/** How many connections each of the workers has. */
const pools = [10, 5, 2]

/** Milliseconds for a worker to end its last calls. */
const lastCalls = 45_000

export async function run(kind: Kind, { seed, operations, seconds }: RunOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'webapi-token-faults-'))
  const random = new Random(seed)
  const target = await openTarget(kind, folder)
  const users = await newUsers(target)
  const workers = new Workers(kind, target.url, folder, random, users)
  const start = Date.now()
  const ending = new AbortController()
  const harming = harm(kind, target, random, ending.signal)
  const killing = workers.killUntil(ending.signal)
  while (countOutcomes(folder) < operations && Date.now() - start < seconds * 1000) await sleep(500)
  ending.abort()
  const [counts] = await Promise.all([harming, killing])
  const hung = await workers.stop()
  const elapsed = (Date.now() - start) / 1000
  const entries = readJournals(folder)
  const stored = await readStored(target)
  await target.close()
  const findings = [...audit(entries, stored, limit), ...hung]
  if (findings.length === 0) rmSync(folder, { recursive: true, force: true })
  return {
    database: kind.name,
    seed,
    seconds: Math.round(elapsed),
    ...summary(entries),
    ...counts,
    killedProcesses: workers.killed,
    findings,
    folder,
  }
}

async function newUsers(target: Target): Promise<number[]> {
  const admin = await target.admin()
  const users: number[] = []
  for (let index = 0; index < limitedUsers; index++) {
    users.push((await admin.user.create({ data: { username: `limited-${index}` } })).id)
  }
  await admin.$disconnect()
  return users
}

async function readStored(target: Target) {
  const admin = await target.admin()
  const select = { id: true, userId: true, note: true, valid: true, successorId: true, familyId: true }
  const rows = await admin.webAPIToken.findMany({ select })
  const usernames = new Set((await admin.user.findMany()).map(({ username }) => username))
  await admin.$disconnect()
  return { rows, usernames }
}

function countOutcomes(folder: string): number {
  return journalTexts(folder).reduce((sum, text) => sum + text.split('"outcome"').length - 1, 0)
}

function summary(entries: readonly Entry[]) {
  const outcomes = entries.filter((entry) => entry.kind === 'outcome')
  const acknowledged = outcomes.filter(({ error }) => error === undefined)
  return {
    operations: outcomes.length,
    failed: outcomes.length - acknowledged.length,
    acknowledgedTokens: acknowledged.reduce((sum, { ids = [] }) => sum + ids.length, 0),
    acknowledgedRevocations: acknowledged.reduce((sum, { count = 0 }) => sum + count, 0),
    driverErrors: entries.filter((entry) => entry.kind === 'incident' && entry.what === 'driver').length,
  }
}

/** The processes of the app. */
class Workers {
  readonly #start: (index: number) => ChildProcess
  readonly #random: Random
  readonly #workers: ChildProcess[]
  killed = 0

  constructor(kind: Kind, url: string, folder: string, random: Random, users: readonly number[]) {
    let number = 0
    const script = fileURLToPath(new URL('worker.ts', import.meta.url))
    this.#random = random
    this.#start = (index) => {
      const journal = join(folder, `${number++}.journal`)
      const seed = Math.floor(random.between(0, 2 ** 31))
      const args = [kind.name, url, journal, seed, random.pick(users), limit, pools[index] ?? 10].map(String)
      return fork(script, args, { execArgv: ['--import', 'tsx'] })
    }
    this.#workers = pools.map((_, index) => this.#start(index))
  }

  /** Kills one of them again and again, and starts another in its place. */
  async killUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(this.#random.between(4_000, 9_000), undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      const index = Math.floor(this.#random.between(0, this.#workers.length))
      this.#workers[index]?.kill('SIGKILL')
      this.#workers[index] = this.#start(index)
      this.killed++
    }
  }

  async stop(): Promise<Finding[]> {
    const ended = await Promise.all(this.#workers.map(stopWorker))
    return ended.filter(Boolean).map(() => ({ what: 'pending', detail: 'a process did not end its calls' }))
  }
}

/** Returns whether the process had to be killed. */
async function stopWorker(worker: ChildProcess): Promise<boolean> {
  if (worker.exitCode !== null || worker.signalCode !== null) return worker.exitCode !== 0
  const exit = once(worker, 'exit')
  worker.send('stop', () => undefined)
  const isHung = await Promise.race([exit.then(() => false), sleep(lastCalls, true, { ref: false })])
  if (isHung) worker.kill('SIGKILL')
  return isHung
}
