import type { CommandDefinition } from '../command.js'
import { exitCodes } from '../exit.js'
import { writeJson } from '../output/json.js'
import { declareOptions, type SchemaOptions } from '../schema/options.js'
import { writeLine } from '../terminal.js'

export const schema: CommandDefinition = {
  name: 'schema',
  summary: 'Print the model of the tokens for the schema of the app, or write it as a new file',
  declare: declareOptions,

  async run(terminal, _args, given) {
    const options = given as unknown as SchemaOptions
    // Prisma's parser is large, and no other command needs it.
    const [{ makePlan }, { writeModel }, { nextSteps }, { prismaCommands }] = await Promise.all([
      import('../schema/plan.js'),
      import('../schema/write-model.js'),
      import('../schema/next-steps.js'),
      import('../schema/prisma-commands.js'),
    ])
    const plan = await makePlan(terminal, options)
    const file = options.write === undefined ? undefined : await writeModel(terminal, plan, options)
    if (options.json) {
      const { text: model, relation = null, sql = null, provider, repository } = plan
      const { create, migrate, generate } = prismaCommands(terminal, plan, options)
      const commands = [...(create === undefined ? [] : [create]), migrate, generate]
      await writeJson(terminal.stdout, { model, relation, commands, file: file ?? null, sql, provider, repository })
      return exitCodes.done
    }
    // What is appended to a file must not begin in its last line, which may have no end.
    const gap = plan.app.isFolder || terminal.stdout.isTTY ? '' : '\n'
    if (file === undefined) await writeLine(terminal.stdout, `${gap}${plan.text.trimEnd()}`)
    await writeLine(terminal.stderr, `\n${nextSteps(terminal, plan, options, file).trimEnd()}`)
    return exitCodes.done
  },
}
