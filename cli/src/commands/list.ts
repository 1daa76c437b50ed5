import { Option } from 'commander'

import type { CommandDefinition } from '../command.js'
import { type LoadedRepository, withRepository } from '../config/load-repository.js'
import { Exit, exitCodes } from '../exit.js'
import { collect, declareConfig, declareJson, positive } from '../options/common.js'
import { ownerIdOption } from '../options/ids.js'
import { whereJson } from '../options/where.js'
import { toJson } from '../output/json.js'
import { type Listed, tokenLines } from '../output/token-table.js'
import { type Terminal, writeLine, writeText } from '../terminal.js'

const orders = {
  newest: { timeAdded: 'desc' },
  oldest: { timeAdded: 'asc' },
  id: { id: 'asc' },
  'id-desc': { id: 'desc' },
} as const

interface Page {
  readonly tokens: readonly Listed[]
  readonly nextCursor: string | null
}

export const list: CommandDefinition = {
  name: 'list',
  summary: 'List tokens with their status, page by page.',
  declare(command) {
    command
      .option('--owner <id>', 'tokens of this owner; may be repeated', collect)
      .addOption(statusOption())
      .option('--where <json>', "a filter, as in the app's queries, as JSON or @file")
      .addOption(new Option('--order <order>', 'the order').choices(Object.keys(orders)).default('newest'))
      .option('--take <number>', 'the number of tokens in a page', positive, 100)
      .option('--cursor <cursor>', 'the next page, as the previous one names it')
      .option('--all', 'all pages')
    declareJson(declareConfig(command))
  },
  run: (terminal, _, options) =>
    withRepository(terminal, options, async (loaded) => {
      const write = options.json === true ? writeJsonPages : writeTable
      await write(terminal, loaded, pagesOf(terminal, loaded, options))
      return exitCodes.done
    }),
}

function statusOption(): Option {
  const statuses = ['active', 'retiring', 'expired', 'invalid']
  const option = new Option(
    '--status <status>',
    `tokens of this status; may be repeated (choices: ${statuses.join(', ')})`,
  )
  return option.argParser((value, previous: string[] | undefined) => {
    if (!statuses.includes(value)) throw new Exit('usage', `--status: it must be one of ${statuses.join(', ')}.`)
    return collect(value, previous)
  })
}

async function* pagesOf(
  terminal: Terminal,
  { tokens, context }: LoadedRepository,
  options: Readonly<Record<string, unknown>>,
): AsyncGenerator<Page, void, undefined> {
  const { status, take, order } = options
  const request = {
    ...whereOf(terminal, context, options),
    ...(status !== undefined && { status }),
    take,
    orderBy: orders[order as keyof typeof orders],
  }
  let cursor = typeof options.cursor === 'string' ? options.cursor : null
  do {
    if (terminal.signal.aborted) throw new Exit('refused', 'Stopped: the list is not complete.')
    const page = (await tokens.listTokens({ ...request, cursor } as never).catch(refuseCursor)) as Page
    yield page
    cursor = page.nextCursor
  } while (options.all === true && cursor !== null)
}

function whereOf(
  terminal: Terminal,
  context: LoadedRepository['context'],
  { owner, where }: Readonly<Record<string, unknown>>,
): { where?: object } {
  const filters: object[] = []
  if (Array.isArray(owner)) {
    const ids = (owner as string[]).map((each) => ownerIdOption('--owner', each, context))
    filters.push({ [context.model.ownerField]: ids.length === 1 ? ids[0] : { in: ids } })
  }
  if (typeof where === 'string') filters.push(whereJson('--where', where, terminal, context))
  return filters.length === 0
    ? {}
    : ({ where: filters.length === 1 ? filters[0] : { AND: filters } } as { where: object })
}

function refuseCursor(error: unknown): never {
  const { code } = Object(error) as { code?: unknown }
  if (code !== 'ERR_WEBAPI_TOKEN_INVALID_CURSOR') throw error
  throw new Exit('usage', '--cursor: this is not the cursor of a page in this order. Begin again without it.', {
    cause: error,
  })
}

async function writeTable({ stdout, stderr }: Terminal, { context }: LoadedRepository, pages: AsyncIterable<Page>) {
  let count = 0
  let next: string | null = null
  for await (const { tokens, nextCursor } of pages) {
    next = nextCursor
    count += tokens.length
    if (tokens.length > 0) for (const line of tokenLines(stdout, context, tokens)) await writeLine(stdout, line)
  }
  if (stderr.isTTY !== true) return
  if (count === 0) await writeLine(stderr, 'There are no such tokens.')
  if (next !== null) await writeLine(stderr, `There are more: --cursor ${next}, or --all.`)
}

/** Writes one object, piece by piece: a table may not fit into the memory. */
async function writeJsonPages({ stdout }: Terminal, _: LoadedRepository, pages: AsyncIterable<Page>): Promise<void> {
  let [separator, next] = ['{"tokens":[', null as string | null]
  for await (const { tokens, nextCursor } of pages) {
    next = nextCursor
    for (const token of tokens) {
      await writeText(stdout, separator + toJson(token))
      separator = ','
    }
  }
  await writeLine(stdout, `${separator === ',' ? '' : separator}],"nextCursor":${toJson(next)}}`)
}
