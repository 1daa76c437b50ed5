import type { Command } from 'commander'

import type { ExitCode } from './exit.js'
import type { Terminal } from './terminal.js'

/** What each file of `commands/` exports: adds its arguments and options to a command, and says what runs it. */
export interface CommandDefinition {
  readonly name: string
  readonly summary: string
  /** Declares arguments and options. */
  declare(command: Command): void
  /** Gets what commander has parsed. Throws {@link Exit} for whatever a person has to be told. */
  run(terminal: Terminal, args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<ExitCode>
}
