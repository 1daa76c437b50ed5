import { driverErrorOf } from './driver-error.js'
import { isConnectionLost } from './is-connection-lost.js'

/** Checks for an error with which the database, or Prisma, has answered: nothing was written. After others, nobody knows. */
export function isRefusal(error: unknown): boolean {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown }
  // A raw statement has a code of its own for it.
  if (isConnectionLost(error)) return false
  return (
    String(code).startsWith('P2') ||
    name === 'PrismaClientValidationError' ||
    driverErrorOf(error).originalCode !== undefined
  )
}
