import { Exit, type ExitCode, exitCodes } from './exit.js'
import { messageOf, redact } from './redact.js'
import type { Terminal } from './terminal.js'

/** Tells a person what has happened and what to do, and returns the exit code. A stack is shown on demand only. */
export function reportError(terminal: Terminal, error: unknown, isVerbose: boolean): ExitCode {
  const { code, message } = describe(error, terminal)
  terminal.stderr.write(`${message}\n`)
  const cause = error instanceof Exit ? error.cause : error
  if (isVerbose && cause !== undefined) terminal.stderr.write(`\n${redact(stackOf(cause), terminal)}\n`)
  return code
}

/** Whether stacks are shown: by the option, or by the variable `DEBUG`. */
export function showsStacks(options: { readonly verbose?: unknown }, { env }: Terminal): boolean {
  return options.verbose === true || /(?:^|[\s,])(?:\*|webapi-token)/.test(env.DEBUG ?? '')
}

/** Classes are compared by name: those of the app are others than ours. */
function describe(error: unknown, terminal: Terminal): { code: ExitCode; message: string } {
  if (error instanceof Exit) return { code: error.code, message: redact(error.message, terminal) }
  if (terminal.signal.aborted && error === terminal.signal.reason) {
    return { code: exitCodes.refused, message: 'Stopped: nothing was done.' }
  }
  const { name, code } = Object(error) as { name?: unknown; code?: unknown }
  const message = messageOf(error, terminal)
  if (typeof code === 'string' && code.startsWith('ERR_WEBAPI_TOKEN_')) return { code: exitCodes.refused, message }
  // Node's own have a code: those are no fault of the command line.
  const isMisuse = (name === 'TypeError' && code === undefined) || name === 'PrismaClientValidationError'
  if (isMisuse && !isDefect(message)) return { code: exitCodes.usage, message }
  const kind = typeof code === 'string' ? ` (${code})` : ''
  // Adapters read the URL without a look at it.
  const unset = isDefect(message) && terminal.env.DATABASE_URL === undefined ? ' DATABASE_URL is not set.' : ''
  return { code: exitCodes.refused, message: `It has failed${kind}: ${message}${unset}` }
}

/** Checks for what the engine says of a mistake in code, and nobody of an argument. */
function isDefect(message: string): boolean {
  return /^Cannot \w+ propert|is not (?:a function|a constructor|iterable)/.test(message)
}

function stackOf(error: unknown): string {
  const { stack, cause } = Object(error) as { stack?: unknown; cause?: unknown }
  const own = typeof stack === 'string' ? stack : String(error)
  return cause === undefined ? own : `${own}\nCaused by: ${stackOf(cause)}`
}
