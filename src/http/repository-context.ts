import type { TokenContext } from '../context/context.js'
import { contextOf } from '../repository/repository.js'

/** @throws TypeError for what is no repository. */
export function repositoryContext(tokens: object): TokenContext {
  const context = contextOf(tokens)
  if (context) return context
  throw new TypeError('tokens must be a WebAPITokenRepository')
}
