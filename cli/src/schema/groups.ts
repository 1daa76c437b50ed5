import { type FieldGroup, groupNames, shippedGroups } from '../../../src/client/token-fields.js'
import { Exit } from '../exit.js'

/** Returns the groups of optional fields: those of the model that ships, and what `--with` and `--without` say. */
export function chosenGroups(added: readonly string[], removed: readonly string[]): ReadonlySet<FieldGroup> {
  const groups = new Set(shippedGroups)
  for (const group of removed.flatMap((name) => groupsNamed('--without', name))) groups.delete(group)
  for (const group of added.flatMap((name) => groupsNamed('--with', name))) groups.add(group)
  return groups
}

function groupsNamed(option: string, given: string): readonly FieldGroup[] {
  return given.split(',').flatMap((name) => {
    if (name === 'all') return groupNames
    const group = groupNames.find((known) => known === name)
    if (group) return [group]
    throw new Exit('usage', `${option}: "${name}" is no group of fields. There are ${groupNames.join(', ')}, and all.`)
  })
}
