import type { Check, DoctorContext } from './check.js'
import { checks as allChecks } from './checks.js'
import { finding, type Finding } from './finding.js'
import { within } from './within.js'

/** What came of the checks. */
export interface Diagnosis {
  readonly findings: readonly Finding[]
  /** The names of the checks that were made. */
  readonly checked: readonly string[]
  /** The names of those that could not be made. */
  readonly unchecked: readonly string[]
}

export interface DiagnoseOptions {
  /** The milliseconds that a check may take. */
  readonly timeout: number
  readonly signal?: AbortSignal
  /** Returns the message of an error without anything secret. */
  readonly messageOf: (error: unknown) => string
}

/** Runs all checks, one after the other: they share one connection, and what they read. */
export async function diagnose(
  context: DoctorContext,
  { timeout, signal, messageOf }: DiagnoseOptions,
  checks: readonly Check[] = allChecks,
): Promise<Diagnosis> {
  const applicable = checks.filter(({ providers }) => providers?.includes(context.provider) ?? true)
  const run = <T>(work: () => Promise<T>) => within(work(), timeout, signal)
  try {
    await run(() => context.query('SELECT 1 AS one'))
  } catch (error) {
    signal?.throwIfAborted()
    return { findings: [unreachable(messageOf(error))], checked: [], unchecked: applicable.map(({ name }) => name) }
  }
  const findings: Finding[] = []
  const checked: string[] = []
  const failed = new Map<string, string[]>()
  for (const check of applicable) {
    // The table has a finding of its own, and every one of these would only repeat it.
    if (check.readsRows && findings.some(({ code }) => code === 'table-missing' || code === 'column-missing')) continue
    try {
      findings.push(...(await run(() => check.run(context))))
      checked.push(check.name)
    } catch (error) {
      signal?.throwIfAborted()
      if ((Object(error) as { name?: unknown }).name === 'Exit') throw error
      const reason = messageOf(error)
      failed.set(reason, [...(failed.get(reason) ?? []), check.name])
    }
  }
  const unchecked = applicable.map(({ name }) => name).filter((name) => !checked.includes(name))
  return { findings: [...findings, ...[...failed].map(notChecked)], checked, unchecked }
}

function unreachable(reason: string): Finding {
  const remedy = 'Look whether the server runs, and whether the configuration has its address, name and password.'
  return finding('database-unreachable', `The database does not answer: ${reason}`, remedy)
}

function notChecked([reason, names]: [string, string[]]): Finding {
  const remedy = 'Give the role of the connection the privilege to read it, or look at it by other means.'
  return finding('check-failed', `Not checked: ${names.join(', ')}. ${reason}`, remedy)
}
