import { isRecognised } from '../../../src/context/recognise-token.js'
import type { TokenContext } from '../../../src/context/context.js'
import { Exit } from '../exit.js'

const why =
  'a token does not belong into the arguments: they stay in the history of the shell, and every user of the machine can see them'

/** Refuses a token where an id is expected, without repeating it. */
export function refuseToken(option: string, text: string, { settings }: TokenContext): void {
  const begins = settings.tokenTypes.some((type) => text.startsWith(`${type}_`) && text.length > type.length + 16)
  if (!begins && !isRecognised(settings, text)) return
  throw new Exit('usage', `${option}: ${why}. Give it on standard input.`)
}

/** Refuses arguments of a command that takes its token from standard input, whatever they are. */
export function refuseArguments(verb: string, args: readonly string[], alternative = ''): void {
  if (args.length === 0) return
  throw new Exit('usage', `${verb} takes no arguments: ${why}. Give the token on standard input${alternative}.`)
}
