import type { TokenModel } from './token-model.js'

/** A unique constraint as adapters report it: by its columns or by its index; some report nothing. */
interface Constraint {
  fields?: unknown
  index?: unknown
}

interface KnownRequestError {
  code?: unknown
  meta?: { target?: unknown; driverAdapterError?: { cause?: { constraint?: Constraint; originalMessage?: unknown } } }
}

/**
 * Checks whether the error of a write is a violation of the token column's unique constraint: true, false, or undefined when
 * the error does not tell. `digests`: the values that were written. The details of a P2002 differ by adapter and by version of
 * Prisma; only this file reads them.
 */
export function isTokenConflict(model: TokenModel, error: unknown, digests: readonly unknown[]): boolean | undefined {
  if (!isUniqueViolation(error)) return false
  const { constraint, originalMessage } = error.meta?.driverAdapterError?.cause ?? {}
  if (isNonEmptyList(constraint?.fields)) {
    const [column, ...others] = constraint.fields.map((name) => String(name).replace(/^["`]|["`]$/g, ''))
    return others.length === 0 && column === model.tokenColumn
  }
  // Prisma 6 with its own engines has the fields or the index in meta.target.
  const target = error.meta?.target
  if (isNonEmptyList(target)) return target.length === 1 && target[0] === 'token'
  const index = constraint?.index ?? target
  // MySQL 8 puts the table before the index.
  const name = typeof index === 'string' ? index.split('.').pop() : undefined
  if (name === `${model.table}_${model.tokenColumn}_key`) return true
  // The app has named the index itself: MySQL tells the value; elsewhere only the database knows what the index covers.
  return tellsOneOf(digests, String(originalMessage)) ? true : undefined
}

/**
 * Checks for a digest in MySQL's message, which quotes, in any language, the first 64 characters of the value, the last three
 * of which may be dots.
 */
function tellsOneOf(digests: readonly unknown[], message: string): boolean {
  return digests.some((digest) => {
    const text = String(digest)
    const quotes = text.length <= 64 ? [text] : [text, text.slice(0, 64), `${text.slice(0, 61)}...`]
    return quotes.some((quote) => message.includes(`'${quote}'`))
  })
}

function isNonEmptyList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0
}

function isUniqueViolation(error: unknown): error is KnownRequestError {
  const code = (error as KnownRequestError | null)?.code
  // By HTTP, Neon's adapter passes PostgreSQL's own code on.
  return code === 'P2002' || code === '23505'
}
