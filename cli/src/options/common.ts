import { type Command, InvalidArgumentError } from 'commander'

/** Declares the option of each command that works with the app's repository. */
export function declareConfig(command: Command): Command {
  return command.option('--config <file>', 'the configuration; default: WEBAPI_TOKEN_CONFIG, or webapi-token.config.ts')
}

/** Declares the option of each command that changes something. */
export function declareActor(command: Command): Command {
  return command.option('--actor <name>', 'who makes the change, for the audit trail; default: WEBAPI_TOKEN_ACTOR')
}

export function declareJson(command: Command): Command {
  return command.option('--json', 'print JSON')
}

/** Collects an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value]
}

/** Parses a whole number of at least 1. */
export function positive(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && Number.isSafeInteger(number)) return number
  throw new InvalidArgumentError('It must be a whole number of at least 1.')
}
