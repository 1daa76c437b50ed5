import type { Id } from '../client/id.js'
import type { TokenModel } from '../client/token-model.js'
import type { InvalidationSink } from '../cache/invalidations.js'
import type { TokenCache } from '../cache/token-cache.js'
import type { EventSink } from '../events/event-sink.js'
import type { Author } from './author.js'
import type { DeferredUses } from './deferred-uses.js'
import type { Settings } from './options.js'
import type { LookUps } from '../client/look-ups.js'
import type { SharedInsertions } from '../client/shared-insertions.js'
import type { SharedInvalidations } from '../client/shared-invalidations.js'
import type { SharedUses } from '../client/shared-uses.js'
import type { FoundToken } from '../client/found-token.js'
import type { RecentUses } from '../cache/recent-uses.js'

/** A repository, whatever transaction it is bound to. */
export type RepositoryContext = Pick<TokenContext, 'model' | 'settings' | 'owner'>

/**
 * What every stage works with: the model on one client, the repository's settings, and the sinks of events and invalidations.
 */
export interface TokenContext {
  readonly model: TokenModel
  readonly settings: Settings
  /** Whose tokens are the only ones that there are, in a repository of one owner. */
  readonly owner?: { readonly id: Id | null } | undefined
  /** Who makes the changes of this call; undefined when nobody has said so. */
  readonly author?: Author | undefined
  /** For whom the client reads, where it reads other rows for others: the cache keeps them apart. */
  readonly tenant?: string | undefined
  readonly events: EventSink
  readonly invalidations: InvalidationSink
  /** Undefined in a transaction, which sees what no other connection does. */
  readonly cache: TokenCache<FoundToken> | undefined
  readonly lookUps: LookUps
  readonly sharedUses: SharedUses
  readonly sharedInsertions: SharedInsertions
  readonly sharedInvalidations: SharedInvalidations
  readonly deferredUses: DeferredUses
  readonly recentUses: RecentUses
  /** The families that have ended because one of their tokens was reused. */
  readonly endedFamilies: RecentUses
}
