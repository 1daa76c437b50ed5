import { digestCandidates } from '../digests/digest.js'
import type { ResolvedOptions } from './options.js'
import type { TokenReference } from './token-reference.js'
import { everything, idTag, idTags } from '../client/id-tags.js'

/** Beyond, a message to other processes would be larger than the invalidation of everything is costly. */
const mostUsers = 100

const digestTag = (digest: string) => `token:${digest}`

/** Digests only: a token in plain text must not get into a message. */
function digestTags({ digests }: ResolvedOptions, token: string): string[] {
  const writable = digests.filter((digest) => digest.writable)
  return digestCandidates(writable, token).map(digestTag)
}

/** By what a cached row can be invalidated. */
export function rowTags(options: ResolvedOptions, token: string, row: { id?: unknown; userId?: unknown }): string[] {
  return [idTag('id', row.id), idTag('user', row.userId), ...digestTags(options, token)]
}

export function referenceTags(options: ResolvedOptions, reference: TokenReference): string[] {
  return typeof reference === 'string' ? digestTags(options, reference) : idTags('id', [reference.id])
}

/** A filter may match any row. */
export function userTags(userIds: readonly unknown[] | undefined): string[] {
  return userIds && userIds.length <= mostUsers ? idTags('user', userIds) : [everything]
}
