// `npm run generate`: the Prisma clients of the peer, from the models that its own CLI writes.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const models = readFileSync(new URL('better-auth.prisma', import.meta.url), 'utf8')

/** As the peer's CLI does it for MySQL: text, except for what is a key or unique, and indexes of its beginning. */
function toMysql(text) {
  return text
    .replace(/^( {2}(?!id |userId |email |token )\w+ +String\??).*$/gm, '$1 @db.Text')
    .replace(/@@index\(\[(\w+)\]\)/g, '@@index([$1(length: 191)])')
}

function header(provider) {
  return `generator client {
  provider               = "prisma-client"
  output                 = "../../peer/${provider}"
  moduleFormat           = "esm"
  importFileExtension    = "js"
  generatedFileExtension = "ts"
}

datasource db {
  provider = "${provider}"
}
`
}

for (const provider of ['sqlite', 'postgresql', 'mysql']) {
  const schema = `generated/peer-schema/${provider}/`
  mkdirSync(new URL(schema, root), { recursive: true })
  writeFileSync(new URL(`${schema}schema.prisma`, root), header(provider))
  writeFileSync(new URL(`${schema}better-auth.prisma`, root), provider === 'mysql' ? toMysql(models) : models)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/prisma.mjs', 'generate', '--schema', schema],
    { cwd: fileURLToPath(root), encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stdout + stderr)
}
