import { driverErrorOf } from './driver-error.js'

/**
 * The codes that Prisma's own operations have for what a raw statement reports as P2010
 * (https://www.prisma.io/docs/orm/reference/error-reference).
 */
const codes: Readonly<Record<string, string>> = {
  LengthMismatch: 'P2000',
  UniqueConstraintViolation: 'P2002',
  ForeignKeyConstraintViolation: 'P2003',
  RestrictViolation: 'P2003',
  InvalidInputValue: 'P2007',
  NullConstraintViolation: 'P2011',
  ValueOutOfRange: 'P2020',
  TransactionWriteConflict: 'P2034',
}

/** Runs a raw statement in place of one of Prisma's own operations: its errors have the codes of that. */
export async function asOperation<T>(modelName: string, statement: () => Promise<T>): Promise<T> {
  try {
    return await statement()
  } catch (error) {
    throw withCodeOfOperation(error, modelName)
  }
}

/** Gives an error of a raw statement the code and the model that the same error of Prisma's own operations has. */
function withCodeOfOperation(error: unknown, modelName: string): unknown {
  const { code: rawCode, meta } = Object(error) as { code?: unknown; meta?: object }
  const code = codes[String(driverErrorOf(error).kind)]
  if (rawCode === 'P2010' && code !== undefined) Object.assign(error as object, { code, meta: { modelName, ...meta } })
  return error
}
