import { Invalidations } from '../cache/invalidations.js'
import { RecentUses } from '../cache/recent-uses.js'
import { TokenCache } from '../cache/token-cache.js'
import type { FoundToken } from '../client/found-token.js'
import { DeferredUses } from '../context/deferred-uses.js'
import type { Settings } from '../context/options.js'
import { EventEmitter } from '../events/event-emitter.js'

/** What a repository shares with those that are bound to its transactions, or to other clients. */
export interface Shared {
  readonly settings: Settings
  readonly emitter: EventEmitter
  readonly cache: TokenCache<FoundToken> | undefined
  readonly invalidations: Invalidations
  readonly deferredUses: DeferredUses
  readonly recentUses: RecentUses
  readonly endedFamilies: RecentUses
}

export function newShared(settings: Settings): Shared {
  const emitter = new EventEmitter(settings.logger)
  const cache = settings.cache && new TokenCache<FoundToken>(settings.cache)
  const { invalidationBus: bus, publishTimeout, clock } = settings
  const invalidations = new Invalidations({ cache, bus, publishTimeout, clock, events: emitter })
  return {
    settings,
    emitter,
    cache,
    invalidations,
    deferredUses: new DeferredUses(),
    recentUses: new RecentUses(),
    endedFamilies: new RecentUses(),
  }
}
