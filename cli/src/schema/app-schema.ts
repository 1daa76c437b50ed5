import { stat } from 'node:fs/promises'
import { relative } from 'node:path'

import { loadSchemaFiles } from '@prisma/schema-files-loader'

import { Exit } from '../exit.js'
import type { Terminal } from '../terminal.js'
import { type Datasource, datasourceOf, type Model, modelsOf, SchemaError, type SchemaFile } from './prisma-parser.js'
import { findSchema } from './schema-location.js'

/** The schema of an app. Files have the names that a person sees from the current folder. */
export interface AppSchema {
  readonly path: string
  readonly isFolder: boolean
  readonly files: readonly SchemaFile[]
  readonly models: readonly Model[]
  readonly datasource: Datasource
}

export async function loadAppSchema(
  terminal: Terminal,
  given: string | undefined,
  newModel: string,
): Promise<AppSchema> {
  const { cwd } = terminal
  const path = await findSchema(terminal, given)
  const isFolder = (await stat(path)).isDirectory()
  const loaded = await loadSchemaFiles(path)
  const files = loaded.map(([file, text]): SchemaFile => [relative(cwd, file), text])
  if (files.length === 0) throw new Exit('usage', `${relative(cwd, path) || '.'} has no files that end in .prisma.`)
  return parsed(path, isFolder, files, newModel)
}

/** Returns a schema that stands for one which is not read. */
export function givenSchema(text: string): AppSchema {
  return parsed('', false, [['given by options', text]], '')
}

function parsed(path: string, isFolder: boolean, files: readonly SchemaFile[], newModel: string): AppSchema {
  try {
    return { path, isFolder, files, models: modelsOf(files), datasource: datasourceOf(files) }
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error
    const isReferredTo = error.message.includes(`Type "${newModel}"`)
    const hint = isReferredTo ? '\n\nTake out what refers to the new model, until the model is there.' : ''
    throw new Exit('usage', `The schema has errors:\n\n${error.message}${hint}`)
  }
}

/** Returns the file in which a model is. */
export function fileOf({ files }: AppSchema, model: string): string | undefined {
  return files.find(([, text]) => blockStart(model).test(text))?.[0]
}

/** Returns the files with a field more in a model. */
export function withField(files: readonly SchemaFile[], model: string, field: string): SchemaFile[] {
  return files.map(([name, text]) => [name, text.replace(blockStart(model), (start) => `${start}\n  ${field}\n`)])
}

function blockStart(name: string): RegExp {
  return new RegExp(`^[ \\t]*(?:model|enum|type|view)[ \\t]+${name}[ \\t]*\\{`, 'm')
}
