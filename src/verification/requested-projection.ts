import { type KeyedProjection, keyedProjection } from '../client/keyed-projection.js'
import type { Projection } from '../client/projection.js'
import type { TokenContext } from '../context/context.js'

/**
 * Returns what a call reads: what it asks for, the relations of the repository, and with `select` every column, for the repository's
 * check of the owner.
 */
export function requestedProjection(
  { model, settings }: TokenContext,
  { select, include }: Projection,
): KeyedProjection {
  const { include: own, key } = settings.projection
  if ((!select && !include) || (select && include)) {
    return select ? keyedProjection({ select, include }) : settings.projection
  }
  const asked = { ...(select ?? include), ...own }
  for (const [name, value] of Object.entries(own ?? {})) {
    const given = (select ?? include)?.[name]
    // Both cannot be answered by one relation, and the repository's check relies on its own.
    if (given !== undefined && given !== true && given !== value) {
      throw new TypeError(`The repository includes the relation ${name} already: leave it out, or ask for it with true`)
    }
  }
  if (include) return withKey(keyedProjection({ include: asked }), key)
  const { select: shown, key: ownKey } = keyedProjection({ select: asked })
  if (!settings.isOwnerActive) return withKey({ select: shown, key: ownKey }, key)
  const everyColumn = Object.fromEntries(model.columnNames.map((name) => [name, true]))
  return withKey({ select: { ...everyColumn, ...shown, token: true }, shown, key: ownKey }, key)
}

/** What has no key is shared with nobody. */
function withKey(projection: KeyedProjection, ownKey: string | undefined): KeyedProjection {
  return ownKey === undefined ? { ...projection, key: undefined } : projection
}
