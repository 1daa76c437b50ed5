import type { TokenContext } from '../../../src/context/context.js'
import { Exit } from '../exit.js'
import { contextOf, type Repository } from '../repository.js'
import type { Terminal } from '../terminal.js'
import { exampleConfig } from './example.js'
import { importConfig } from './import-config.js'

/** The repository of the app, and how to leave it. */
export interface LoadedRepository {
  readonly tokens: Repository
  readonly context: TokenContext
  /** The actor of changes that the configuration names. */
  readonly actor?: string
  /** Ends the connections, so that the process can end. */
  close(): Promise<void>
}

/** Loads what the configuration exports: the repository, an object with it, or a function that returns either. */
export async function loadRepository(
  terminal: Terminal,
  options: { readonly config?: unknown },
): Promise<LoadedRepository> {
  const named = typeof options.config === 'string' ? options.config : undefined
  const { file, exported } =
    terminal.configuration === undefined
      ? await importConfig(terminal, named)
      : { file: 'the configuration', exported: terminal.configuration }
  const isObject = contextOf(exported) === undefined
  const { tokens, actor } = isObject
    ? (Object(exported) as { tokens?: unknown; actor?: unknown })
    : { tokens: exported }
  const context = contextOf(tokens)
  if (!context) throw new Exit('usage', notRepository(file, tokens))
  if (actor !== undefined && typeof actor !== 'string') {
    throw new Exit('usage', `${file}: "actor" must be a string that says who makes the changes.`)
  }
  const repository = tokens as Repository
  return {
    tokens: repository,
    context,
    ...(actor !== undefined && { actor }),
    close: () => close(repository, context),
  }
}

/** Runs something with the repository, and ends the connections whatever comes of it. */
export async function withRepository<R>(
  terminal: Terminal,
  options: { readonly config?: unknown },
  use: (loaded: LoadedRepository) => Promise<R>,
): Promise<R> {
  const loaded = await loadRepository(terminal, options)
  try {
    return await use(loaded)
  } finally {
    // What was done is done: a connection that cannot be ended well changes nothing about it.
    await loaded.close().catch(() => undefined)
  }
}

async function close(tokens: Repository, { model, settings }: TokenContext): Promise<void> {
  await tokens.flush()
  const bus = settings.invalidationBus as { close?: () => unknown } | undefined
  await bus?.close?.()
  const { $disconnect } = model.client as { $disconnect?: () => Promise<void> }
  await $disconnect?.call(model.client)
}

function notRepository(file: string, tokens: unknown): string {
  const isOld = typeof (Object(tokens) as { generateToken?: unknown }).generateToken === 'function'
  const why = isOld
    ? 'exports something that generates tokens, but is no WebAPITokenRepository of this version: install the same version of prisma-webapi-token and prisma-webapi-token-cli.'
    : 'must default-export a WebAPITokenRepository, an object { tokens, actor? } with one, or a function that returns either.'
  return [`${file} ${why}`, '', 'A working one:', '', exampleConfig].join('\n')
}
