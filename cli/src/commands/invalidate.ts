import { audited } from '../audit.js'
import type { CommandDefinition } from '../command.js'
import { withRepository } from '../config/load-repository.js'
import { invalidateFile } from '../invalidate/file.js'
import { invalidateIds } from '../invalidate/ids.js'
import { invalidateMany } from '../invalidate/many.js'
import { invalidatePresented } from '../invalidate/presented.js'
import { selectionOf } from '../invalidate/selection.js'
import { declareBulk } from '../options/bulk.js'
import { collect } from '../options/common.js'
import { refuseArguments } from '../options/refuse-token.js'

export const invalidate: CommandDefinition = {
  name: 'invalidate',
  summary: 'Revoke tokens for good: one from standard input, or many by one way of selecting them.',
  declare(command) {
    command
      .allowExcessArguments()
      .option('--id <id>', 'the token of this id; may be repeated', collect)
      .option('--file <file>', 'leaked tokens, one a line; - is standard input')
      .option('--owner <id>', 'all tokens of this owner; may be repeated', collect)
      .option('--where <json>', "tokens that match a filter, as in the app's queries, as JSON or @file")
      .option('--all', "everybody's tokens")
      .option('--reason <text>', 'the reason, for operators and for the owners')
    declareBulk(command)
  },
  async run(terminal, args, options) {
    refuseArguments('invalidate', args, ', or its id with --id')
    const selection = selectionOf(options)
    return withRepository(terminal, options, (loaded) => {
      const { reason } = options
      const invalidation = {
        ...(typeof reason === 'string' && { invalidReason: reason }),
        ...audited(terminal, loaded, options, 'invalidate'),
      }
      const task = { terminal, loaded, options, invalidation }
      switch (selection.by) {
        case 'token':
          return invalidatePresented(task)
        case 'ids':
          return invalidateIds(task, selection.ids)
        case 'file':
          return invalidateFile(task, selection.file)
        default:
          return invalidateMany(task, selection)
      }
    })
  },
}
