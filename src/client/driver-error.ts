/** What an adapter tells of a database error, as far as this library reads it. */
interface DriverError {
  readonly kind?: unknown
  readonly originalCode?: unknown
}

interface WithDriverError {
  readonly name?: unknown
  readonly cause?: unknown
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: unknown } }
}

/** Returns the adapter's part of an error: Prisma wraps errors of statements, and passes those of COMMIT through. */
export function driverErrorOf(error: unknown): DriverError {
  const { name, cause, meta } = Object(error) as WithDriverError
  const driverError = meta?.driverAdapterError?.cause ?? (name === 'DriverAdapterError' ? cause : undefined)
  return Object(driverError) as DriverError
}
