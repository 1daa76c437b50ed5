import { text } from '../arguments/checks.js'
import { referenceTags } from '../context/tags.js'
import type { TokenContext } from '../context/context.js'
import { knownOptions } from '../arguments/known-options.js'
import { assertCouldBeToken, referenceHint, referenceWhere, type TokenReference } from '../context/token-reference.js'
import { invalidateWhere } from './invalidate-where.js'

/** The options of `invalidateToken`. */
export interface InvalidateTokenOptions {
  /** The reason, for operators and for the token's owner. Default: ''. */
  invalidReason?: string | null | undefined
}

export async function invalidateToken(
  context: TokenContext,
  token: TokenReference,
  options: InvalidateTokenOptions | undefined,
): Promise<{ count: number }> {
  const { invalidReason } = knownOptions('invalidateToken', options, { invalidReason: true })
  const result = await invalidateWhere(context, {
    where: referenceWhere(token, context),
    invalidReason: text('invalidReason', invalidReason),
    filter: referenceHint(token, context.settings),
    tags: referenceTags(context.settings, token),
  })
  if (result.count === 0) assertCouldBeToken(token, context.settings)
  return result
}
