import { audited } from '../audit.js'
import { runBulk } from '../bulk.js'
import type { CommandDefinition } from '../command.js'
import { withRepository } from '../config/load-repository.js'
import { declareActor, declareConfig, declareJson, positive } from '../options/common.js'

export const redigest: CommandDefinition = {
  name: 'redigest',
  summary: 'Replace tokens that are stored in plain text by their digests.',
  declare(command) {
    command.option('--batch-size <number>', 'the maximum number of rows that a statement reads', positive)
    declareJson(declareActor(declareConfig(command)))
  },
  run: (terminal, _, options) =>
    withRepository(terminal, options, async (loaded) => {
      let skipped = 0
      const { batchSize } = options
      return runBulk(
        terminal,
        {
          verb: 'Move',
          done: 'moved to a digest',
          which: '',
          async run(bulk) {
            const result = await loaded.tokens.redigestTokens({
              ...bulk,
              ...(typeof batchSize === 'number' && { batchSize }),
              ...audited(terminal, loaded, options, 'redigest'),
            })
            skipped = result.skipped
            return { count: result.count }
          },
          report: () => ({
            json: { skipped },
            lines:
              skipped === 0
                ? []
                : [`${skipped} left: another row has the same token as a digest, and that one authenticates.`],
          }),
        },
        options,
      )
    }),
}
