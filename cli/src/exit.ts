/** The exit codes of every command. */
export const exitCodes = {
  done: 0,
  /** A finding of `doctor`, a refused token, nothing to be found, or an operation that failed. */
  refused: 1,
  /** Wrong usage: an option, an argument, or the configuration. */
  usage: 2,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command with a message for a person, without a stack trace. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: ExitCode

  constructor(code: 'refused' | 'usage', message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = exitCodes[code]
  }
}
