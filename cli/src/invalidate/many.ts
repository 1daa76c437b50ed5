import type { TokenWhere } from '../../../src/client/token-row.js'
import { runBulk } from '../bulk.js'
import type { ExitCode } from '../exit.js'
import { batchSizeOf } from '../options/bulk.js'
import { ownerIdOption } from '../options/ids.js'
import { whereJson } from '../options/where.js'
import { textOf } from '../output/text.js'
import type { Selection } from './selection.js'
import type { Task } from './task.js'

type Many = Extract<Selection, { by: 'owners' | 'where' | 'all' }>

/** Invalidates all tokens of some owners, those that match a filter, or all that there are. */
export function invalidateMany(task: Task, selection: Many): Promise<ExitCode> {
  const { terminal, loaded, options, invalidation } = task
  const { model } = loaded.context
  const { filter, selected, which } = filterOf(task, selection)
  return runBulk(
    terminal,
    {
      verb: 'Invalidate',
      done: 'invalidated',
      which,
      count: () => model.reader.count({ where: { AND: [filter, { valid: true }] } }),
      run: (bulk) =>
        loaded.tokens.invalidateTokens({
          ...selected,
          ...invalidation,
          // Bounded statements: otherwise it could not be stopped, and would hold its locks until its end.
          batchSize: true,
          ...batchSizeOf(options),
          ...bulk,
        } as never),
    },
    options,
  )
}

/** Returns the filter to count by, and the options that select the same in the library. */
function filterOf({ terminal, loaded: { context } }: Task, selection: Many) {
  switch (selection.by) {
    case 'owners': {
      const owners = selection.owners.map((text) => ownerIdOption('--owner', text, context))
      const filter: TokenWhere = { [context.model.ownerField]: { in: owners } }
      return { filter, selected: { owners }, which: ` of ${context.model.ownerField} ${owners.map(textOf).join(', ')}` }
    }
    case 'where': {
      const where = whereJson('--where', selection.where, terminal, context)
      return { filter: where, selected: { where }, which: ' that match the filter' }
    }
    case 'all':
      return { filter: {}, selected: {}, which: ', which are all that there are' }
  }
}
