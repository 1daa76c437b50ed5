import { audited } from '../audit.js'
import type { CommandDefinition } from '../command.js'
import { withRepository } from '../config/load-repository.js'
import { exitCodes } from '../exit.js'
import { readToken } from '../input/read-token.js'
import { collect, declareActor, declareConfig, declareJson } from '../options/common.js'
import { durationOption } from '../options/dates.js'
import { tokenIdOption } from '../options/ids.js'
import { newTokenOptions } from '../options/new-token.js'
import { refuseArguments } from '../options/refuse-token.js'
import { writeGenerated } from '../output/generated-token.js'

export const rotate: CommandDefinition = {
  name: 'rotate',
  summary: 'Replace a token by a new one, and print that, this one time.',
  declare(command) {
    command
      .allowExcessArguments()
      .option('--id <id>', 'the id of the token; default: the token itself, from standard input')
      .option('--grace-period <duration>', 'how long the old token stays usable, such as 24h; default: not at all')
      .option('--retire-on-first-use', 'the old token ends when the new one is first used')
      .option('--repeat', 'once more, because the new token was lost and never used; with --id')
      .option('--note <text>', 'another note')
      .option('--expires <when>', 'another expiry: a date, a duration such as 90d, or never')
      .option('--policy <json>', 'another policy, as JSON or @file')
      .option('--scope <scope>', 'a scope of those that it has; may be repeated', collect)
      .option('--token-type <type>', 'another token type')
      .option('--generator <id>', 'the id of the generator')
    declareJson(declareActor(declareConfig(command)))
  },
  async run(terminal, args, options) {
    refuseArguments('rotate', args, ', or its id with --id')
    return withRepository(terminal, options, async (loaded) => {
      const { id, gracePeriod, retireOnFirstUse, repeat } = options
      const rotation = {
        ...newTokenOptions(terminal, loaded.context, options),
        ...(typeof gracePeriod === 'string' && { gracePeriod: durationOption('--grace-period', gracePeriod) }),
        ...(retireOnFirstUse === true && { retireOnFirstUse }),
        ...(repeat === true && { repeat }),
        ...audited(terminal, loaded, options, 'rotate'),
      }
      const token =
        typeof id === 'string' ? { id: tokenIdOption('--id', id, loaded.context) } : await readToken(terminal)
      await writeGenerated(terminal, await loaded.tokens.rotateToken(token, rotation), options)
      return exitCodes.done
    })
  },
}
