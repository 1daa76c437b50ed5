import { historyOf } from '../audit.js'
import type { CommandDefinition } from '../command.js'
import { type LoadedRepository, withRepository } from '../config/load-repository.js'
import { Exit, exitCodes } from '../exit.js'
import { findRow } from '../find-token.js'
import { readToken } from '../input/read-token.js'
import { declareConfig, declareJson } from '../options/common.js'
import { tokenIdOption } from '../options/ids.js'
import { writeJson } from '../output/json.js'
import { type Details, writeDetails } from '../output/token-details.js'
import type { Listed } from '../output/token-table.js'
import { textOf } from '../output/text.js'
import { relativesOf } from '../relatives.js'
import type { Terminal } from '../terminal.js'

export const show: CommandDefinition = {
  name: 'show',
  summary: 'Show all about a token but its secret: its row, its status, what it was rotated from and to, its history.',
  declare(command) {
    command
      .argument('[id]', 'the id of the token, or its hint, such as acme_...9xQa')
      .option('--stdin', 'read the token itself from standard input')
    declareJson(declareConfig(command))
  },
  run: (terminal, [named], options) =>
    withRepository(terminal, options, async (loaded) => {
      if ((named === undefined) === (options.stdin !== true)) {
        throw new Exit('usage', 'Name the token: webapi-token show <id>, or --stdin with the token on standard input.')
      }
      const found = named === undefined ? await presented(terminal, loaded) : await byName(named, loaded)
      const details: Details = {
        ...found,
        ...(await relativesOf(loaded, found.record.id)),
        events: await historyOf(loaded, found.record.id),
      }
      if (options.json === true) await writeJson(terminal.stdout, details)
      else await writeDetails(terminal.stdout, loaded.context, details)
      return exitCodes.done
    }),
}

async function presented(terminal: Terminal, loaded: LoadedRepository): Promise<Listed> {
  const row = await findRow(loaded.context, await readToken(terminal))
  const [token] = row ? await listed(loaded, { id: row.id }) : []
  if (token) return token
  throw new Exit('refused', 'There is no such token.')
}

/** A hint has the dots that no id of a number or a UUID has. */
async function byName(named: string, loaded: LoadedRepository): Promise<Listed> {
  const isHint = named.includes('...')
  const where = isHint ? { tokenHint: named } : { id: tokenIdOption('id', named, loaded.context) }
  const [token, ...others] = await listed(loaded, where)
  if (!token) throw new Exit('refused', `There is no token with the ${isHint ? 'hint' : 'id'} "${named}".`)
  if (others.length === 0) return token
  const ids = [token, ...others].map(({ record }) => textOf(record.id)).join(', ')
  throw new Exit('refused', `Several tokens have the hint "${named}": ${ids}. Name one by its id.`)
}

async function listed({ tokens }: LoadedRepository, where: object): Promise<readonly Listed[]> {
  const page = await tokens.listTokens({ where, take: 10 } as never)
  return (page as { tokens: readonly Listed[] }).tokens
}
