import { audited } from '../audit.js'
import type { CommandDefinition } from '../command.js'
import { type LoadedRepository, withRepository } from '../config/load-repository.js'
import { Exit, exitCodes } from '../exit.js'
import { collect, declareActor, declareConfig, declareJson } from '../options/common.js'
import { ownerIdOption, tokenIdOption } from '../options/ids.js'
import { jsonObjectOption } from '../options/json.js'
import { newTokenOptions } from '../options/new-token.js'
import { writeGenerated } from '../output/generated-token.js'
import { textOf } from '../output/text.js'
import type { Terminal } from '../terminal.js'

export const create: CommandDefinition = {
  name: 'create',
  summary: 'Create a token and print it, this one time.',
  declare(command) {
    command
      .argument('[owner]', 'the id of the owner')
      .option('--nobody', 'create a token without an owner, where the model allows it')
      .option('--note <text>', 'a note for people')
      .option('--expires <when>', 'a date, a duration such as 90d, or never')
      .option('--policy <json>', 'the policy, as JSON or @file')
      .option('--scope <scope>', 'a scope; may be repeated', collect)
      .option('--token-type <type>', 'the token type, which is its prefix')
      .option('--generator <id>', 'the id of the generator')
      .option('--parent <id>', 'the id of the token that makes this one')
      .option('--data <json>', "the app's own fields, as JSON or @file")
      .option('--extra-data <json>', 'a value for extraData, as JSON or @file')
    declareJson(declareActor(declareConfig(command)))
  },
  run: (terminal, [owner], options) =>
    withRepository(terminal, options, async (loaded) => {
      const ownerId = ownerOf(owner, options, loaded)
      const generated = await loaded.tokens
        .generateToken(ownerId, {
          ...newTokenOptions(terminal, loaded.context, options),
          ...dataOptions(terminal, options),
          ...(typeof options.parent === 'string' && {
            parent: { id: tokenIdOption('--parent', options.parent, loaded.context) },
          }),
          ...audited(terminal, loaded, options, 'create'),
        })
        .catch((error: unknown) => {
          throw isForeignKey(error) ? unknownOwner(loaded, ownerId, error) : error
        })
      await writeGenerated(terminal, generated, options)
      return exitCodes.done
    }),
}

function ownerOf(owner: string | undefined, options: Readonly<Record<string, unknown>>, { context }: LoadedRepository) {
  const isNobody = options.nobody === true
  if (isNobody === (owner !== undefined)) {
    throw new Exit('usage', `Name the owner: webapi-token create <${context.model.ownerField}>, or --nobody.`)
  }
  if (owner !== undefined) return ownerIdOption('owner', owner, context)
  if (context.model.isOwnerNullable) return null
  throw new Exit('usage', `--nobody: every token of this model has an owner, in ${context.model.ownerField}.`)
}

function dataOptions(terminal: Terminal, { data, extraData }: Readonly<Record<string, unknown>>) {
  return {
    ...(typeof data === 'string' && { data: jsonObjectOption('--data', data, terminal) }),
    ...(typeof extraData === 'string' && { extraData: jsonObjectOption('--extra-data', extraData, terminal) }),
  }
}

function isForeignKey(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === 'P2003'
}

function unknownOwner({ context }: LoadedRepository, ownerId: unknown, cause: unknown): Exit {
  const message = `There is no owner ${textOf(ownerId)}, or another row that --data names is not there (${context.model.ownerField}, P2003).`
  return new Exit('refused', message, { cause })
}
