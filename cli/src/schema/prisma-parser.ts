import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'

import { getDMMF } from '@prisma/get-dmmf'

/** The name of a file for messages, and its text. */
export type SchemaFile = [name: string, text: string]

type Document = Extract<ReturnType<typeof getDMMF>, { datamodel: unknown }>
export type Model = Document['datamodel']['models'][number]
export type Field = Model['fields'][number]

export interface Datasource {
  readonly activeProvider: string
  readonly schemas: readonly string[]
}

interface SchemaWasm {
  get_config(params: string): string
  format(schema: string, params: string): string
}

// The parser in the version that `@prisma/get-dmmf` has, wherever the package manager has put it.
const requireHere = createRequire(import.meta.url)
const wasm = createRequire(requireHere.resolve('@prisma/get-dmmf'))('@prisma/prisma-schema-wasm') as SchemaWasm

/** What Prisma says about a schema that is not valid. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}

/** @throws SchemaError */
export function modelsOf(files: readonly SchemaFile[]): readonly Model[] {
  const document = getDMMF({ datamodel: files.map(withoutUrls) })
  if ('datamodel' in document) return document.datamodel.models
  throw new SchemaError(messageOf(document.error))
}

/** @throws SchemaError when there is no datasource. */
export function datasourceOf(files: readonly SchemaFile[]): Datasource {
  const params = { prismaSchema: files.map(withoutUrls), datasourceOverrides: {}, ignoreEnvVarErrors: true, env: {} }
  const { config } = JSON.parse(wasm.get_config(JSON.stringify(params))) as { config: { datasources: Datasource[] } }
  const [datasource] = config.datasources
  if (!datasource) throw new SchemaError('The schema has no datasource.')
  return datasource
}

/** Formats a part of a schema, as `prisma format` would. */
export function format(text: string): string {
  const params = { textDocument: { uri: 'file:/dev/null' }, options: { tabSize: 2, insertSpaces: true } }
  const files = JSON.parse(
    wasm.format(JSON.stringify([['model.prisma', text]]), JSON.stringify(params)),
  ) as SchemaFile[]
  return files[0]?.[1] ?? text
}

/** Prisma 6 has URLs in the schema. This parser refuses them, and would quote the line with its password. */
function withoutUrls([name, text]: SchemaFile): SchemaFile {
  const withoutLines = (block: string) => block.replace(/^[ \t]*(?:url|directUrl|shadowDatabaseUrl)[ \t]*=.*$/gm, '')
  return [name, text.replace(/^[ \t]*datasource\b[^{]*\{[^}]*\}/gm, withoutLines)]
}

function messageOf(error: Error): string {
  let message = error.message
  try {
    message = (JSON.parse(message) as { message: string }).message
  } catch {
    // Not every error of the parser is JSON.
  }
  return stripVTControlCharacters(message).trim()
}
