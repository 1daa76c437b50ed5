import type { Command } from 'commander'

import { declareActor, declareConfig, declareJson, positive } from './common.js'

/** Declares the options that all commands on many tokens have. */
export function declareBulk(command: Command): Command {
  command
    .option('--yes', 'do not ask')
    .option('--dry-run', 'count the tokens, and change nothing')
    .option('--batch-size <number>', 'the maximum number of tokens in a statement', positive)
  return declareJson(declareActor(declareConfig(command)))
}

export function batchSizeOf({ batchSize }: Readonly<Record<string, unknown>>): { readonly batchSize?: number } {
  return typeof batchSize === 'number' ? { batchSize } : {}
}
