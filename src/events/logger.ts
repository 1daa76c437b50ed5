/** Where the library reports what must not fail a call: `console` will do. */
export interface Logger {
  error(message: string, detail?: unknown): void
}
