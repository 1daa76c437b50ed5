import { Command, CommanderError } from 'commander'

import packageJson from '../package.json' with { type: 'json' }
import type { CommandDefinition } from './command.js'
import { create } from './commands/create.js'
import { doctor } from './commands/doctor.js'
import { invalidate } from './commands/invalidate.js'
import { list } from './commands/list.js'
import { prune } from './commands/prune.js'
import { redigest } from './commands/redigest.js'
import { rotate } from './commands/rotate.js'
import { schema } from './commands/schema.js'
import { show } from './commands/show.js'
import { verify } from './commands/verify.js'
import { type ExitCode, exitCodes } from './exit.js'
import { redact } from './redact.js'
import { reportError, showsStacks } from './report-error.js'
import type { Terminal } from './terminal.js'

const commands: readonly CommandDefinition[] = [
  schema,
  doctor,
  create,
  list,
  show,
  verify,
  invalidate,
  rotate,
  prune,
  redigest,
]

/** Runs the command line, and returns the exit code of the process. */
export async function run(argv: readonly string[], given: Terminal): Promise<ExitCode> {
  const terminal: Terminal = { ...given, secrets: given.secrets ?? new Set() }
  let code: ExitCode = exitCodes.done
  let isVerbose = showsStacks({}, terminal)
  const program = new Command('webapi-token')
    .description('API tokens of an app that uses Prisma.')
    .version(packageJson.version)
    .addHelpText('after', '\nThe guide is node_modules/prisma-webapi-token/docs/cli.md.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      // What was mistyped is quoted, and may be a token.
      writeErr: (text) => terminal.stderr.write(redact(text, terminal)),
      getOutHelpWidth: () => terminal.stdout.columns ?? 100,
      getErrHelpWidth: () => terminal.stderr.columns ?? 100,
    })
  for (const definition of commands) {
    const command = program.command(definition.name).description(definition.summary)
    definition.declare(command)
    command.option('--verbose', 'show where an error comes from')
    command.action(async () => {
      const options = command.opts()
      isVerbose = showsStacks(options, terminal)
      code = await definition.run(terminal, command.args, options)
    })
  }
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    return reportError(terminal, error, isVerbose)
  }
}
