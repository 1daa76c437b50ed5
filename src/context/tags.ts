import { digestCandidates } from '../digests/digest.js'
import { ownerOf, type TokenRow } from '../client/token-row.js'
import type { RepositoryContext } from './context.js'
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
export function rowTags({ model, settings }: RepositoryContext, plaintext: string, row: TokenRow): string[] {
  return [idTag('id', row.id), idTag('owner', ownerOf(model, row)), ...digestTags(settings, plaintext)]
}

export function referenceTags(settings: Settings, reference: TokenReference): string[] {
  return typeof reference === 'string' ? digestTags(settings, reference) : idTags('id', [reference.id])
}

/** Returns the tags of the users' tokens; a filter may match any row. */
export function ownerTags(ownerIds: readonly unknown[] | undefined): string[] {
  return ownerIds && ownerIds.length <= mostUsers ? idTags('owner', ownerIds) : [everything]
}
