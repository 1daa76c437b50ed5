import { text } from '../arguments.js'
import { referenceTags } from '../cache/tags.js'
import type { TokenContext } from '../context.js'
import { referenceHint, referenceWhere, type TokenReference } from '../token-reference.js'
import { invalidateWhere } from './invalidate-where.js'

/** The options of `invalidateToken`. */
export interface InvalidateTokenOptions {
  /** Why, for operators and for the token's owner. Default: ''. */
  invalidReason?: string | null | undefined
}

export async function invalidateToken(
  context: TokenContext,
  token: TokenReference,
  options: InvalidateTokenOptions,
): Promise<{ count: number }> {
  return invalidateWhere(context, {
    where: referenceWhere(token, context.options),
    invalidReason: text('invalidReason', options.invalidReason),
    filter: referenceHint(token, context.options),
    tags: referenceTags(context.options, token),
  })
}
