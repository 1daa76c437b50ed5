import { type Id, type IdType, idFromText } from '../../client/id.js'
import type { Operation } from './operation.js'

/** Where a path leads: to the operations of a pattern, and to the token that it names. */
export interface Match {
  readonly pattern: Operation<unknown>['path']
  readonly id: Id | undefined
}

/** Parses the part of a path below the routes; undefined for a path that there is not. */
export function matchPath(path: string, idType: IdType | undefined): Match | undefined {
  const match = /^\/?(?:([^/]+)(\/rotate)?\/?)?$/.exec(path)
  if (!match) return undefined
  const [, segment, rotate] = match
  if (segment === undefined) return { pattern: '/', id: undefined }
  const id = idFromText(decoded(segment), idType ?? 'string')
  return id === undefined ? undefined : { pattern: rotate === undefined ? '/{id}' : '/{id}/rotate', id }
}

/** A path that is not well encoded names nothing. */
function decoded(segment: string): unknown {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
