/** What an adapter says of an error of the database, as far as this library reads it. */
interface DriverError {
  readonly kind?: unknown
  readonly originalCode?: unknown
}

interface WithDriverError {
  readonly name?: unknown
  readonly cause?: unknown
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: unknown } }
}

/** The adapter's part of an error: Prisma wraps those of statements, and passes those of COMMIT on as they are. */
export function driverErrorOf(error: unknown): DriverError {
  const { name, cause, meta } = Object(error) as WithDriverError
  const driverError = meta?.driverAdapterError?.cause ?? (name === 'DriverAdapterError' ? cause : undefined)
  return Object(driverError) as DriverError
}
