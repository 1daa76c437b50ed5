import { tmpdir } from 'node:os'

import { doctorContext, type DoctorOptions } from '../../src/doctor/context.js'
import { diagnose, type Diagnosis } from '../../src/doctor/diagnose.js'
import { contextOf } from '../../src/repository.js'
import { messageOf } from '../../src/redact.js'

/** Longer than anything takes, on however busy a machine. */
const patience = 600_000

/** Makes all checks of a repository. */
export function examine(repository: object, options: Partial<DoctorOptions> = {}): Promise<Diagnosis> {
  const context = contextOf(repository)
  if (!context) throw new TypeError('No repository')
  const reason = (error: unknown) => messageOf(error, { env: {} })
  return diagnose(doctorContext(context, { cwd: tmpdir(), ...options }), { timeout: patience, messageOf: reason })
}

/** Returns the codes of what was found. */
export async function codesOf(repository: object, options: Partial<DoctorOptions> = {}): Promise<string[]> {
  const { findings } = await examine(repository, options)
  return findings.map(({ code }) => code).sort()
}
