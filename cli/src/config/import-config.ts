import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

import { Exit } from '../exit.js'
import { messageOf } from '../redact.js'
import type { Terminal } from '../terminal.js'
import { exampleConfig } from './example.js'

const name = 'webapi-token'

/** Imports the configuration file that an option or a variable names, or that is found in the current folder. */
export async function importConfig(
  terminal: Terminal,
  named: string | undefined,
): Promise<{ readonly file: string; readonly exported: unknown }> {
  const given = named ?? terminal.env.WEBAPI_TOKEN_CONFIG
  const source = named === undefined ? 'WEBAPI_TOKEN_CONFIG' : '--config'
  if (given !== undefined && !existsSync(resolve(terminal.cwd, given))) {
    throw new Exit('usage', `${source}: there is no file "${given}".`)
  }
  const { loadConfig } = await import('c12')
  let file = given ?? `${name}.config`
  const load = () =>
    loadConfig<object>({
      name,
      cwd: terminal.cwd,
      ...(given !== undefined && { configFile: resolve(terminal.cwd, given) }),
      // One file, as it is: no other source, no layers, and no copy of what is an object of a class.
      rcFile: false,
      globalRc: false,
      packageJson: false,
      extend: false,
      giget: false,
      envName: false,
      merger: (...sources) => sources.find((source) => source !== undefined && source !== null) ?? {},
      jitiOptions: {
        // Node loads JavaScript itself: Babel would be slow with it, and its form of some packages, such as Prisma's, is broken.
        extensions: ['.ts', '.tsx', '.mts', '.cts', '.json'],
        // A module that two others import is one module, such as that of the Prisma client.
        moduleCache: true,
        // The aliases of the app's tsconfig.json.
        tsconfigPaths: true,
      },
    })
  try {
    const { config, configFile, _configFile } = await load()
    if (_configFile === undefined) throw new Exit('usage', missing(terminal.cwd))
    file = configFile ?? file
    return { file, exported: config }
  } catch (error) {
    if (error instanceof Exit) throw error
    throw new Exit('usage', broken(file, error, terminal), { cause: error })
  }
}

function missing(cwd: string): string {
  return [
    `There is no webapi-token.config.ts (or .js, .mjs, .cjs) in ${cwd}.`,
    'It default-exports the repository of your app. For example:',
    '',
    exampleConfig,
    '',
    'Or name the file with --config <file>, or in WEBAPI_TOKEN_CONFIG.',
  ].join('\n')
}

function broken(file: string, error: unknown, terminal: Terminal): string {
  // The answer of c12 to a function that has returned nothing.
  const isNothing = Object.prototype.toString.call(error) === '[object Error]' && String(error).includes("'$meta'")
  const why = isNothing ? 'it exports a function that returns nothing' : messageOf(error, terminal)
  return [`The configuration ${file} cannot be loaded: ${why}`, '', 'A working one:', '', exampleConfig].join('\n')
}
