import { audited } from '../audit.js'
import { type Bulk, runBulk } from '../bulk.js'
import type { CommandDefinition } from '../command.js'
import { type LoadedRepository, withRepository } from '../config/load-repository.js'
import { Exit, type ExitCode } from '../exit.js'
import { batchSizeOf, declareBulk } from '../options/bulk.js'
import { pastOption } from '../options/dates.js'
import type { Terminal } from '../terminal.js'

export const prune: CommandDefinition = {
  name: 'prune',
  summary: 'Delete old tokens, those that match any of the given dates, or old events of the audit trail.',
  declare(command) {
    command
      .option('--expired-before <when>', 'tokens that expired before a date, or longer ago than a duration such as 30d')
      .option('--invalidated-before <when>', 'tokens that were invalidated before it')
      .option('--unused-since <when>', 'tokens that are older, and were not used since')
      .option('--events-before <when>', 'events of the audit trail that are older; no tokens')
    declareBulk(command)
  },
  run: (terminal, _, options) =>
    withRepository(terminal, options, async (loaded) => {
      const now = loaded.context.settings.clock()
      if (typeof options.eventsBefore === 'string') return pruneEvents(terminal, loaded, options, now)
      const dates = {
        ...dateOf('expiredBefore', '--expired-before', options, now),
        ...dateOf('invalidatedBefore', '--invalidated-before', options, now),
        ...dateOf('unusedSince', '--unused-since', options, now),
      }
      if (Object.keys(dates).length === 0) {
        throw new Exit(
          'usage',
          'Say what is old: --expired-before, --invalidated-before or --unused-since; or --events-before.',
        )
      }
      const pruned = { ...dates, ...batchSizeOf(options) }
      const author = audited(terminal, loaded, options, 'prune')
      return runBulk(
        terminal,
        {
          verb: 'Delete',
          done: 'deleted',
          which: '',
          count: async () =>
            (await loaded.tokens.pruneTokens({ ...pruned, dryRun: true, signal: terminal.signal })).count,
          run: (bulk) => loaded.tokens.pruneTokens({ ...pruned, ...author, ...bulk }),
        },
        options,
      )
    }),
}

function pruneEvents(
  terminal: Terminal,
  { tokens, context }: LoadedRepository,
  options: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<ExitCode> {
  if (['expiredBefore', 'invalidatedBefore', 'unusedSince'].some((name) => options[name] !== undefined)) {
    throw new Exit('usage', '--events-before deletes events only: give it alone.')
  }
  if (!context.settings.audit) throw new Exit('usage', '--events-before: the repository keeps no audit trail.')
  const pruned = { before: pastOption('--events-before', String(options.eventsBefore), now), ...batchSizeOf(options) }
  const { signal } = terminal
  const bulk: Bulk = {
    what: 'event',
    verb: 'Delete',
    done: 'deleted',
    which: '',
    count: async () => (await tokens.pruneTokenEvents({ ...pruned, dryRun: true, signal })).count,
    run: (given) => tokens.pruneTokenEvents({ ...pruned, ...given }),
  }
  return runBulk(terminal, bulk, options)
}

function dateOf<Name extends string>(
  name: Name,
  option: string,
  options: Readonly<Record<string, unknown>>,
  now: Date,
): { readonly [Key in Name]?: Date } {
  const text = options[name]
  return (typeof text === 'string' ? { [name]: pastOption(option, text, now) } : {}) as { [Key in Name]?: Date }
}
