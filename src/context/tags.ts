import { digestCandidates } from '../digests/digest.js'
import type { Settings } from './options.js'
import type { TokenReference } from './token-reference.js'
import { everything, idTag, idTags } from '../client/id-tags.js'

/** With more users, a message to other processes would cost more than invalidating everything. */
const mostUsers = 100

const digestTag = (digest: string) => `token:${digest}`

/** Digests only: a plaintext must not get into a message. */
function digestTags({ digests }: Settings, token: string): string[] {
  const writable = digests.filter((digest) => digest.writable)
  return digestCandidates(writable, token).map(digestTag)
}

/** Returns the tags by which a cached row can be invalidated. */
export function rowTags(settings: Settings, token: string, row: { id?: unknown; userId?: unknown }): string[] {
  return [idTag('id', row.id), idTag('user', row.userId), ...digestTags(settings, token)]
}

export function referenceTags(settings: Settings, reference: TokenReference): string[] {
  return typeof reference === 'string' ? digestTags(settings, reference) : idTags('id', [reference.id])
}

/** Returns the tags of the users' tokens; a filter may match any row. */
export function userTags(userIds: readonly unknown[] | undefined): string[] {
  return userIds && userIds.length <= mostUsers ? idTags('user', userIds) : [everything]
}
