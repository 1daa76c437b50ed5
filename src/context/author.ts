import { text } from '../arguments/checks.js'
import { isPlainObject, type KnownKeys } from '../arguments/known-options.js'
import { auditOf } from './audited.js'
import type { TokenContext } from './context.js'

/** Who makes a change, and where it comes from: options of the verbs, for the audit trail. */
export interface AuthorOptions {
  /** Who makes the change, such as `user:42`. Only with the option `audit` of the repository. Default: ''. */
  actor?: string | null | undefined
  /** Where it comes from, such as `{ address, requestId }`: what JSON can hold. Only with the option `audit`. Default: none. */
  context?: Readonly<Record<string, unknown>> | null | undefined
}

/** Who makes the changes of a call. */
export interface Author {
  readonly actor: string
  /** A value of JSON. */
  readonly context: unknown
}

export const authorKeys: KnownKeys<AuthorOptions> = { actor: true, context: true }

/** Returns the context of a call, with what its options tell of its author. */
export function withAuthor(context: TokenContext, options: AuthorOptions | undefined): TokenContext {
  if (options?.actor === undefined && options?.context === undefined) return context
  const { actor, context: origin } = options
  auditOf(context, actor === undefined ? 'context' : 'actor')
  return { ...context, author: { actor: text('actor', actor), context: jsonOf(origin) } }
}

function jsonOf(origin: unknown): unknown {
  if (origin === undefined || origin === null) return undefined
  if (!isPlainObject(origin)) throw new TypeError('context must be a plain object')
  try {
    return JSON.parse(JSON.stringify(origin))
  } catch {
    throw new TypeError('context must be an object that JSON can hold')
  }
}
