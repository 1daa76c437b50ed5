import type { Projection } from './projection.js'
import { snapshotOf } from './snapshot.js'

/** A projection that can be told from others. */
export interface KeyedProjection extends Projection {
  /** Only equal projections have the same one; undefined where nobody can tell what is equal. */
  readonly key: string | undefined
}

/** Empty for the ordinary look-up, so that it costs nothing there. */
const everyColumn: KeyedProjection = { key: '' }

/** With its key, and as it is now: the app may change its objects while the query waits. */
export function keyedProjection({ select, include }: Projection): KeyedProjection {
  if (!select && !include) return everyColumn
  const snapshot = snapshotOf({ select, include })
  return snapshot ? { ...(snapshot.value as Projection), key: snapshot.text } : { select, include, key: undefined }
}
