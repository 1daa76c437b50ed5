import { driverErrorOf } from './driver-error.js'
import { isConnectionLost } from './is-connection-lost.js'

/** Checks for an error with which the database, or Prisma, has answered: nothing was written. After others, nobody knows. */
export function isRefusal(error: unknown): boolean {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown }
  // A raw statement has a code of its own for it.
  if (isConnectionLost(error)) return false
  return (
    String(code).startsWith('P2') ||
    // Neon's adapter passes PostgreSQL's codes on, by HTTP: of data, constraints, conflicts, and syntax.
    /^(?:2[23]|40|42)[0-9A-Z]{3}$/.test(String(code)) ||
    name === 'PrismaClientValidationError' ||
    driverErrorOf(error).originalCode !== undefined
  )
}
