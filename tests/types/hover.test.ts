// What an editor shows must stay readable: a few lines, not the app's whole schema.
import { fileURLToPath } from 'node:url'

import ts from 'typescript'

const root = new URL('../../', import.meta.url)
const file = fileURLToPath(new URL('tests/types/hovered.ts', root))

function serviceFor(text: string): ts.LanguageService {
  const { config } = ts.readConfigFile(fileURLToPath(new URL('tsconfig.json', root)), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, fileURLToPath(root))
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const source = path === file ? text : ts.sys.readFile(path)
      return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source)
    },
    getCurrentDirectory: () => fileURLToPath(root),
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: (path) => (path === file ? text : ts.sys.readFile(path)),
  })
}

function hover(text: string): string {
  const service = serviceFor(text)
  expect(service.getSemanticDiagnostics(file)).toEqual([])
  const info = service.getQuickInfoAtPosition(file, text.lastIndexOf('generateToken') + 1)
  expect(ts.displayPartsToString(info?.documentation)).toContain('Generates a token that no other row has')
  return ts.displayPartsToString(info?.displayParts)
}

test.each([
  ['the repository', 'new WebAPITokenRepository(prisma)', 'owner: OwnerReference<number>', 30],
  // Prisma repeats the methods of an extension in the type of `this`.
  ['the extension', 'prisma.$extends(webAPITokens()).webAPIToken', 'owner: OwnerReference<', 60],
])('generateToken of %s', (_name, tokens, expected, lines) => {
  const shown = hover(`
    import type { PrismaClient } from '../../generated/sqlite/client.js'
    import { WebAPITokenRepository, webAPITokens } from '../../src/index.js'
    declare const prisma: PrismaClient
    void [WebAPITokenRepository, webAPITokens]
    void ${tokens}.generateToken(1)
  `)
  expect(shown).toContain(expected)
  expect(shown.split('\n').length).toBeLessThan(lines)
})

test('generateToken of teams says nothing of users', () => {
  const shown = hover(`
    import type { PrismaClient } from '../../generated/test/postgresql/client.js'
    import { WebAPITokenRepository } from '../../src/index.js'
    declare const prisma: PrismaClient
    void new WebAPITokenRepository(prisma, { model: 'teamToken', owner: 'teamId' }).generateToken('')
  `)
  expect(shown).toContain('owner: OwnerReference<string>')
  expect(shown).not.toMatch(/user/i)
})

const teams = (call: string) => `
    import type { PrismaClient } from '../../generated/test/postgresql/client.js'
    import { WebAPITokenRepository } from '../../src/index.js'
    declare const prisma: PrismaClient
    const scopes = ['projects:read', 'projects:write'] as const
    const tokens = new WebAPITokenRepository(prisma, { model: 'teamToken', owner: 'teamId', scopes })
    void tokens.${call}
  `

test.each(["generateToken('team', { scopes: ['|'] })", "authenticate('', { scopes: ['|'] })"])(
  'the editor completes the scopes of %s',
  (call) => {
    const text = teams(call)
    const completions = serviceFor(text.replace('|', '')).getCompletionsAtPosition(file, text.indexOf('|'), undefined)
    expect(completions?.entries.map(({ name }) => name)).toEqual(['projects:read', 'projects:write'])
  },
)

test.each([
  ['note', "generateToken('team', { note: 'CI' })"],
  ['policy', "generateToken('team', { policy: {} })"],
  ['extraData', "generateToken('team', { extraData: {} })"],
  ['familyId', "rotateToken('token')"],
  ['expiryNotified', 'listExpiring({ within: 1 })'],
  ['parentId', "generateToken('team', { parent: { id: 1 } })"],
])('the compiler says that the model lacks %s', (field, call) => {
  const [diagnostic, ...others] = serviceFor(teams(call)).getSemanticDiagnostics(file)
  expect(others).toEqual([])
  const message = ts.flattenDiagnosticMessageText(diagnostic?.messageText ?? '', '\n')
  expect(message).toContain('MissingFields')
  expect(message).toContain(`"${field}"`)
})
