import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { commandLine, type Outcome } from './command-line.js'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

const requireHere = createRequire(import.meta.url)

interface SchemaWasm {
  validate(params: string): void
  format(files: string, params: string): string
}

/** Prisma's own parser. */
export const wasm = requireHere('@prisma/prisma-schema-wasm') as SchemaWasm

export type Files = Readonly<Record<string, string>>

/** Throws what Prisma finds in a schema. */
export function validate(files: Files) {
  wasm.validate(JSON.stringify({ prismaSchema: Object.entries(files) }))
}

/** Does what `prisma format` does. */
export function format(files: Files): Files {
  const params = { textDocument: { uri: 'file:/dev/null' }, options: { tabSize: 2, insertSpaces: true } }
  const formatted = wasm.format(JSON.stringify(Object.entries(files)), JSON.stringify(params))
  return Object.fromEntries(JSON.parse(formatted) as [string, string][])
}

/** A folder with an app in it. */
export async function makeApp(files: Files) {
  const path = await mkdtemp(join(tmpdir(), 'webapi-token-schema-'))
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), text)
  }
  return { path, remove: () => rm(path, { recursive: true }) }
}

const commands = commandLine(undefined)

/** Runs the command in a folder. */
export function schema(cwd: string, args: readonly string[], { isTTY = false } = {}): Promise<Outcome> {
  return commands(['schema', ...args], { cwd, isTTY })
}

export interface Result {
  readonly model: string
  readonly relation: { model: string; field: string; file?: string } | null
  readonly commands: string[]
  readonly file: string | null
  readonly sql: string | null
  readonly provider: string
  readonly repository: Record<string, unknown>
}

/** Runs the command for a machine. */
export async function schemaJson(cwd: string, ...args: string[]): Promise<Result> {
  const { code, stdout, stderr } = await schema(cwd, ['--json', ...args])
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Result
}

export const datasource = (provider: string, more = '') => `datasource db {
  provider = "${provider}"
${more}}

generator client {
  provider = "prisma-client"
  output   = "./client"
}
`

/** Adds the line that the command asks for, as a person would. */
export function withRelation(files: Files, relation: Result['relation']): Record<string, string> {
  if (!relation) return { ...files }
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      text.replace(new RegExp(`^model ${relation.model} \\{\\n([^}]*)\\}`, 'm'), (_, fields: string) => {
        return `model ${relation.model} {\n${fields}\n  ${relation.field}\n}`
      }),
    ]),
  )
}
