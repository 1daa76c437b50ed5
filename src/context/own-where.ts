import type { TokenWhere } from '../client/token-row.js'
import type { RepositoryContext } from './context.js'

/** Returns the filter for the tokens of the owner that the context is bound to; an empty one when it is bound to none. */
export function ownWhere({ owner, model }: RepositoryContext): TokenWhere {
  return owner ? { [model.ownerField]: owner.id } : {}
}
