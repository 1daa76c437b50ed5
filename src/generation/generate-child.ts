import { isTransactionClient } from '../client/is-transaction-client.js'
import { assertGroup } from '../client/model-schema.js'
import { usableWhere } from '../client/token-status.js'
import { ancestryOf, deepestAncestry, firstEnd } from '../context/ancestry.js'
import { atomically } from '../context/atomically.js'
import type { TokenContext } from '../context/context.js'
import { effectiveScopes } from '../context/effective-scopes.js'
import { earlier } from '../context/expiry.js'
import { referenceWhere, type TokenReference } from '../context/token-reference.js'
import { prefixOf } from '../context/token-type.js'
import { WebAPITokenError, WebAPITokenParentError } from '../outcomes/errors.js'
import { scopesOf } from '../scopes/scopes-of.js'
import { areStored } from './are-stored.js'
import { type GeneratedRow, insertUnique } from './insert-unique.js'
import { newColumns } from './new-columns.js'
import type { NewTokenOptions } from './options.js'
import type { Attempts } from './token-source.js'

/** A refusal is returned, since an error would roll back what others have written on the same connection. */
type Outcome = GeneratedRow | { readonly refusal: WebAPITokenError }

/** Inserts a token that another one of the same owner makes. A rotation of that one waits, so that the new token moves on with it. */
export function generateChild(
  context: TokenContext,
  attempts: Attempts,
  parent: TokenReference,
  options: NewTokenOptions,
): Promise<Outcome> {
  assertGroup(context.model, 'parent', 'The option parent')
  const where = referenceWhere(parent, context, 'parent')
  const hasRead = isTransactionClient(context.model.client)
  const generate = async (inner: TokenContext): Promise<Outcome> => {
    const { model, settings } = inner
    const now = settings.clock()
    const usable = { AND: [where, { [model.ownerField]: attempts.ownerId }, usableWhere(now)] }
    const row = await model.database.lockRow(model, usable, now, { hasRead })
    if (!row) return { refusal: ended() }
    const ancestry = await ancestryOf(inner, row)
    if (!ancestry.isUsable) return { refusal: ended() }
    if (ancestry.rows.length + 1 > deepestAncestry) return { refusal: tooDeep() }
    const scopes = effectiveScopes(inner, row, prefixOf(row.tokenHint, settings), ancestry) ?? scopesOf(row)
    const latestExpiry = earlier(row.expires, firstEnd(ancestry))
    try {
      const columns = newColumns(inner, options, { scopes, latestExpiry })
      return await insertUnique(model, attempts, { ...columns, parentId: row.id })
    } catch (error) {
      if (error instanceof WebAPITokenError) return { refusal: error }
      throw error
    }
  }
  return atomically(context, generate, {
    hasCommitted: async (outcome) => 'token' in outcome && areStored(context, [outcome]),
  })
}

function ended(): WebAPITokenParentError {
  return new WebAPITokenParentError(
    'ERR_WEBAPI_TOKEN_PARENT_ENDED',
    'The parent cannot make an API token: the owner has no such token, or it has ended',
  )
}

function tooDeep(): WebAPITokenParentError {
  return new WebAPITokenParentError(
    'ERR_WEBAPI_TOKEN_PARENT_TOO_DEEP',
    `The parent cannot make an API token: no token has more than ${deepestAncestry} others above it`,
  )
}
