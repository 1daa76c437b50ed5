import type { TokenModel } from '../client/token-model.js'
import type { InvalidationSink } from '../cache/invalidations.js'
import type { TokenCache } from '../cache/token-cache.js'
import type { EventSink } from '../events/event-sink.js'
import type { Settings } from './options.js'
import type { LookUps } from '../client/look-ups.js'
import type { FoundToken } from '../client/found-token.js'
import type { RecentUses } from '../cache/recent-uses.js'

/** What a repository is, whatever transaction it is bound to. */
export type RepositoryContext = Pick<TokenContext, 'model' | 'settings'>

/** What each stage works with: one client's model, the repository's settings, and where events go. */
export interface TokenContext {
  readonly model: TokenModel
  readonly settings: Settings
  readonly events: EventSink
  readonly invalidations: InvalidationSink
  /** Not there inside a transaction, which sees what nobody else does. */
  readonly cache: TokenCache<FoundToken> | undefined
  readonly lookUps: LookUps
  readonly recentUses: RecentUses
  /** Families of tokens that were ended because one of them was used again. */
  readonly endedFamilies: RecentUses
}
