/** Errors that drivers throw to nobody when a server ends their connections, which a process should survive. */
export function isDriverError(error: unknown): boolean {
  const text = String((error as Error | undefined)?.stack ?? error)
  return /57P01|terminating connection|Connection terminated|ECONNRESET|socket has unexpectedly been closed/.test(text)
}
