import { driverErrorOf } from './driver-error.js'

/** Prisma's own (https://www.prisma.io/docs/orm/reference/error-reference), Node's, and those of the connector of MariaDB. */
const codes: readonly string[] = [
  'P1017',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ER_SOCKET_UNEXPECTED_CLOSE',
  'ER_CMD_CONNECTION_CLOSED',
  'ER_CONNECTION_TIMEOUT',
]

/**
 * A server that ends a connection: PostgreSQL's class 57P
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html), and MariaDB's ER_CONNECTION_KILLED and CR_SERVER_LOST.
 */
const originalCodes: readonly string[] = ['57P01', '57P02', '57P03', '57P05', '1927', '2013']

/** Checks for the loss of the connection that a statement was sent on: it may have been carried out, or not. */
export function isConnectionLost(error: unknown): boolean {
  const { kind, originalCode } = driverErrorOf(error)
  return (
    kind === 'ConnectionClosed' ||
    codes.includes(String((Object(error) as { code?: unknown }).code)) ||
    originalCodes.includes(String(originalCode))
  )
}
