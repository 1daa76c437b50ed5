import { blocks, read } from './blocks.js'

const modelNames = (code: string) => Array.from(code.matchAll(/^model (\w+) \{$/gm), ([, name = '']) => name)

/** The code of one model of the guides. */
function modelOf(path: string, name: string): string {
  const block = blocks('prisma', [path]).find(({ code }) => modelNames(code).includes(name))
  if (!block) throw new Error(`${path} has no model ${name}`)
  return block.code
}

const head = (provider: string) => `
generator client {
  provider            = "prisma-client"
  output              = "../client"
  moduleFormat        = "esm"
  importFileExtension = "js"
}

datasource db {
  provider = "${provider}"
}

model User {
  id           Int @id @default(autoincrement())
  username     String @unique
  email        String @default("")
  password     String @default("")
  active       Boolean @default(true)
  projects     Project[]
  webAPITokens WebAPIToken[]
}

model Project {
  id     Int @id @default(autoincrement())
  name   String
  user   User @relation(fields: [userId], references: [id])
  userId Int
}
`

/** The app of the README: its model, and no field more. */
export const readmeSchema = () => head('sqlite') + modelOf('README.md', 'WebAPIToken')

/** What the guides take for granted: the model as it ships with every optional group, and the models of their apps. */
export function appSchema(): string {
  const groups = '  scopes String[]\n  parentId Int?\n  teamId Int?\n'
  const shipped = read('prisma/web-api-token.prisma').replace(/^ {2}@@index/m, `${groups}\n$&`)
  const [dubToken = ''] = /^model Token \{[^]*?^\}/m.exec(read('tests/apps/replace-dub/prisma/schema.prisma')) ?? []
  return `${head('postgresql')}
model Account {
  id               String @id
  tokens           Token[]
  restrictedTokens RestrictedToken[]
}

model Workspace {
  id               String @id
  restrictedTokens RestrictedToken[]
}

model Team {
  id      String @id @default(uuid())
  apiKeys ApiKey[]
}

model Space {
  id      String @id
  tier    String
  apiKeys SpaceApiKey[]
}

${shipped}
${modelOf('docs/audit-trail.md', 'WebAPITokenEvent')}
${modelOf('docs/model.md', 'TeamToken')}
${modelOf('docs/coming-from-better-auth.md', 'Apikey')}
${modelOf('docs/replace-your-api-key-model.md', 'ApiKey')}
${[dubToken, modelOf('docs/replace-your-api-key-model.md', 'RestrictedToken')]
  .join('\n')
  .replaceAll(/\bUser\b/g, 'Account')
  .replaceAll(/\bProject\b/g, 'Workspace')}
${modelOf('docs/replace-your-api-key-model.md', 'SpaceApiKey')}
`
}

/** The models of a block, and what their relations lead to. */
export function schemaOf(code: string, provider: string): string {
  const own = modelNames(code)
  const stubs = new Map<string, string[]>()
  for (const model of code.matchAll(/^model (\w+) \{$([^]*?)^\}$/gm)) {
    const [, name = '', body = ''] = model
    for (const [, target = '', key = ''] of body.matchAll(/ (\w+)\?? +@relation\(fields: \[(\w+)\]/g)) {
      if (own.includes(target)) continue
      const type = new RegExp(`^ *${key} +(\\w+)`, 'm').exec(body)?.[1] ?? 'Int'
      const lines = stubs.get(target) ?? [`  id ${type} @id`]
      stubs.set(target, [...lines, `  list${lines.length} ${name}[]`])
    }
  }
  const others = Array.from(stubs, ([name, lines]) => `model ${name} {\n${lines.join('\n')}\n}`)
  return [`datasource db {\n  provider = "${provider}"\n}`, code, ...others].join('\n\n')
}

/** The blocks that hold whole models. */
export const modelBlocks = () => blocks('prisma').filter(({ code }) => modelNames(code).length > 0)
