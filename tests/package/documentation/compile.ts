import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import ts from 'typescript'

import { type Block, root } from './blocks.js'
import { commonPrelude, preludes } from './preludes.js'
import { appSchema, readmeSchema } from './schema.js'

const at = (path: string) => fileURLToPath(new URL(path, root))

/** In the checkout, where its packages are found; of one call alone. */
let folder: string

/** What the compiler says of the blocks: the text, the line, and the message. */
export async function compile(given: readonly Block[]): Promise<string[]> {
  folder = `${mkdtempSync(at('generated/documentation-'))}/`
  try {
    await Promise.all([generateClient(appSchema(), folder), generateClient(readmeSchema(), `${folder}README/`)])
    return diagnose(given)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function diagnose(given: readonly Block[]): string[] {
  const files = new Map<string, string>()
  files.set(`${folder}common.ts`, commonPrelude)
  for (const name of new Set(given.map((block) => block.name))) {
    const { whole, taken = '' } = preludes[name] ?? {}
    files.set(`${folder}${name}/prelude.ts`, whole ?? `export * from '../common.js'\n${taken}`)
    for (const [file, text] of Object.entries(preludes[name]?.files ?? {})) files.set(`${folder}${name}/${file}`, text)
  }
  const sources = given.map((block) => [`${folder}${block.name}/line-${block.line}.ts`, block] as const)
  for (const [file, block] of sources) files.set(file, withPrelude(block, files))

  const host = hostOf(files)
  const program = ts.createProgram([...files.keys()], options, host)
  const inPreludes = [...files.keys()]
    .filter((file) => !sources.some(([source]) => source === file))
    .flatMap((file) => messagesOf(program, file).map(({ text, line }) => `${file}:${line} ${text}`))
  const inBlocks = sources.flatMap(([file, { path, line: start }]) =>
    messagesOf(program, file).map(({ text, line }) => `${path}:${start + line} ${text}`),
  )
  return [...inPreludes, ...inBlocks]
}

const entryPoints = {
  'prisma-webapi-token': ['src/index.ts'],
  'prisma-webapi-token/http': ['src/http/index.ts'],
  'prisma-webapi-token/testing': ['src/testing/index.ts'],
  'prisma-webapi-token/opentelemetry': ['src/opentelemetry/index.ts'],
  'prisma-webapi-token/secret-scanning': ['src/secret-scanning/index.ts'],
  'prisma-webapi-token/*': ['src/adapters/*.ts'],
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  exactOptionalPropertyTypes: true,
  experimentalDecorators: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  paths: Object.fromEntries(Object.entries(entryPoints).map(([name, paths]) => [name, paths.map(at)])),
}

function hostOf(files: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    directoryExists: (path) => path.startsWith(folder) || (host.directoryExists?.(path) ?? true),
    getSourceFile: (path, version, ...others) => {
      const text = files.get(path)
      return text === undefined
        ? host.getSourceFile(path, version, ...others)
        : ts.createSourceFile(path, text, version, true)
    },
  }
}

// A block may be the end of a function.
const returnOutsideOfFunction = 1108

function messagesOf(program: ts.Program, file: string): { text: string; line: number }[] {
  const source = program.getSourceFile(file)
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .filter(({ code }) => code !== returnOutsideOfFunction)
    .map(({ messageText, start }) => ({
      text: ts.flattenDiagnosticMessageText(messageText, '\n'),
      line: source?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0,
    }))
}

/** The block, which imports what it does not declare itself. In the end, so that its lines keep their numbers. */
function withPrelude({ name, code }: Block, files: ReadonlyMap<string, string>): string {
  const own = declared(code)
  const common = preludes[name]?.whole === undefined ? commonPrelude : ''
  const taken = [...exported(common), ...exported(files.get(`${folder}${name}/prelude.ts`) ?? '')]
  const names = [...new Set(taken)].filter((each) => !own.includes(each) && new RegExp(`\\b${each}\\b`).test(code))
  return `${code}\nimport { ${names.join(', ')} } from './prelude.js'\nexport {}\n`
}

/** The names that a module declares or imports itself. */
function declared(text: string): string[] {
  const names: string[] = []
  const add = (name: ts.BindingName | undefined): void => {
    if (!name) return
    if (ts.isIdentifier(name)) names.push(name.text)
    else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name)
  }
  for (const statement of ts.createSourceFile('text.ts', text, ts.ScriptTarget.ES2023).statements) {
    if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) add(name)
    else if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings } = statement.importClause ?? {}
      add(name)
      if (namedBindings && ts.isNamespaceImport(namedBindings)) add(namedBindings.name)
      else for (const element of namedBindings?.elements ?? []) add(element.name)
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) add(statement.name)
    else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) add(statement.name)
  }
  return names
}

/** The names that a prelude exports. */
function exported(text: string): string[] {
  const declarations = text.matchAll(/^export (?:declare )?(?:const|function|type) (\w+)/gm)
  const lists = Array.from(text.matchAll(/^export \{ (.+) \}/gm), ([, list = '']) => list.split(', '))
  return [...Array.from(declarations, ([, name = '']) => name), ...lists.flat()]
}

/** Generates the client of an app. */
async function generateClient(text: string, parent: string): Promise<void> {
  const schema = `${parent}schema/schema.prisma`
  mkdirSync(dirname(schema), { recursive: true })
  writeFileSync(schema, text)
  const command = [at('scripts/prisma.mjs'), 'generate', '--schema', schema]
  await promisify(execFile)(process.execPath, command, { cwd: at('.') })
}
