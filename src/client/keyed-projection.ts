import type { Projection } from './projection.js'
import { snapshotOf } from './snapshot.js'

/** A projection with a key for sharing and caching. */
export interface KeyedProjection extends Projection {
  /** Equal only for equal projections; undefined when equality cannot be determined. */
  readonly key: string | undefined
  /** What the app gets to see, where that is less than what is read. */
  readonly shown?: Projection['select']
}

/** Empty for the ordinary look-up, so that it costs nothing. */
const everyColumn: KeyedProjection = { key: '' }

/** Returns a copy with its key, since the app may change its objects while the query waits. */
export function keyedProjection({ select, include }: Projection): KeyedProjection {
  if (!select && !include) return everyColumn
  const snapshot = snapshotOf({ select, include })
  return snapshot ? { ...(snapshot.value as Projection), key: snapshot.text } : { select, include, key: undefined }
}
