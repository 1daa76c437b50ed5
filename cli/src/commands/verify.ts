import { authenticate } from '../../../src/verification/authenticate.js'
import type { TokenContext } from '../../../src/context/context.js'
import type { AppRecord } from '../../../src/client/token-row.js'
import type { AuthenticationResult } from '../../../src/outcomes/result.js'
import type { CommandDefinition } from '../command.js'
import { withRepository } from '../config/load-repository.js'
import { exitCodes } from '../exit.js'
import { readToken } from '../input/read-token.js'
import { collect, declareConfig, declareJson } from '../options/common.js'
import { refuseArguments } from '../options/refuse-token.js'
import { writeFields } from '../output/fields.js'
import { writeJson } from '../output/json.js'
import { textOf } from '../output/text.js'
import { type Terminal, writeLine } from '../terminal.js'

export const verify: CommandDefinition = {
  name: 'verify',
  summary: 'Tell whether a token from standard input authenticates. It counts as no use, and nothing is written.',
  declare(command) {
    command
      .allowExcessArguments()
      .option('--scope <scope>', 'a scope that it must have; may be repeated', collect)
      .option('--token-type <type>', 'a token type that it may have; may be repeated', collect)
    declareJson(declareConfig(command))
  },
  async run(terminal, args, options) {
    refuseArguments('verify', args)
    return withRepository(terminal, options, async ({ context }) => {
      const result = await authenticate(withoutWrites(context), await readToken(terminal), {
        lastUsedInterval: Infinity,
        ...(Array.isArray(options.scope) && { scopes: options.scope as string[] }),
        ...(Array.isArray(options.tokenType) && { tokenType: options.tokenType as string[] }),
      })
      if (options.json === true) await writeJson(terminal.stdout, result)
      else await writeResult(terminal, result)
      return result.ok ? exitCodes.done : exitCodes.refused
    })
  },
}

/**
 * Returns the same context for a look at a token by somebody else than its holder: it retires no predecessor, moves no digest, ends no
 * family, counts for no limiter, and no listener hears of it.
 */
function withoutWrites(context: TokenContext): TokenContext {
  return {
    ...context,
    settings: { ...context.settings, limiter: undefined, telemetry: undefined, invalidateFamilyOnReuse: false },
    events: { emit: () => undefined },
    cache: undefined,
    recentUses: { claim: () => false } as unknown as TokenContext['recentUses'],
    endedFamilies: { hasRecent: () => true } as unknown as TokenContext['endedFamilies'],
  }
}

async function writeResult({ stdout }: Terminal, result: AuthenticationResult<AppRecord>): Promise<void> {
  if (!result.ok) {
    await writeLine(stdout, `refused (${result.reason}): ${textOf(result.message)}`)
    return
  }
  const { record, deprecated, tokenType } = result
  await writeLine(stdout, 'ok')
  await writeFields(stdout, [
    ...(tokenType === undefined ? [] : [['token type', tokenType] as const]),
    ...(deprecated ? [['deprecated', 'its generator is deprecated: rotate it'] as const] : []),
    ...Object.entries(record).map(([name, value]) => [name, textOf(value)] as const),
  ])
}
