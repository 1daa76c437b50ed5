/** Gets what an operator should know but must not fail a call; `console` will do. */
export interface Logger {
  error(message: string, detail?: unknown): void
}
