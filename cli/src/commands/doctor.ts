import type { CommandDefinition } from '../command.js'
import { loadRepository } from '../config/load-repository.js'
import { doctorContext } from '../doctor/context.js'
import { diagnose, type Diagnosis } from '../doctor/diagnose.js'
import { modelFault } from '../doctor/model-fault.js'
import { messageOf } from '../redact.js'
import { reportOf } from '../doctor/report.js'
import { within } from '../doctor/within.js'
import { Exit, exitCodes } from '../exit.js'
import { declareConfig, declareJson, positive } from '../options/common.js'
import { writeJson } from '../output/json.js'
import { type Terminal, writeLine } from '../terminal.js'

type Options = Readonly<Record<string, unknown>>

export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'Check the model, the database, the migrations, and the tokens in it.',
  declare(command) {
    command
      .option('--migrations <folder>', "the migrations of the app; default: those of Prisma's configuration")
      .option('--full', 'look at every token, however many there are; default: at a sample of a huge table')
      .option('--timeout <seconds>', 'how long each check may take', positive, 30)
      .option('--strict', 'exit with 1 when there are warnings, too')
    declareJson(declareConfig(command))
  },
  async run(terminal, _, options) {
    const diagnosis = await diagnosisOf(terminal, options)
    const { findings, checked, unchecked } = diagnosis
    const ok = !findings.some(
      ({ severity }) => severity === 'error' || (severity === 'warning' && options.strict === true),
    )
    if (options.json === true) await writeJson(terminal.stdout, { ok, findings, checked, unchecked })
    else await writeLine(terminal.stdout, reportOf(diagnosis, terminal.stdout, isColoured(terminal)))
    return ok ? exitCodes.done : exitCodes.refused
  },
}

async function diagnosisOf(terminal: Terminal, options: Options): Promise<Diagnosis> {
  const reason = (error: unknown) => messageOf(error, terminal)
  const loaded = await loadRepository(terminal, options).catch((error: unknown) => {
    const fault = modelFault(error, reason)
    if (fault) return fault
    throw error
  })
  if ('code' in loaded) return { findings: [loaded], checked: [], unchecked: [] }
  const { signal, cwd } = terminal
  const timeout = (options.timeout as number) * 1000
  try {
    const migrations = typeof options.migrations === 'string' ? options.migrations : undefined
    const context = doctorContext(loaded.context, { cwd, migrations, full: options.full === true })
    return await diagnose(context, { timeout, signal, messageOf: reason })
  } catch (error) {
    if (signal.aborted) throw new Exit('refused', 'Stopped.', { cause: error })
    throw error
  } finally {
    // A server that does not answer may not even answer a farewell.
    await within(loaded.close(), timeout).catch(() => undefined)
  }
}

function isColoured({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && (env.NO_COLOR ?? '') === ''
}
