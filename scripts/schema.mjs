// Puts the model files into the schema folder of each provider, in the form that the provider needs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const prismaFolder = new URL('../prisma/', import.meta.url)

/** The files of the models that ship. */
export const modelFiles = ['web-api-token.prisma', 'web-api-token-event.prisma']

export const providers = ['sqlite', 'postgresql', 'mysql']

/**
 * MySQL and MariaDB: a plain `String` is VARCHAR(191), too short for what people write, and a text column cannot have a
 * literal default. 255 characters hold the longest token that a table of plaintext tokens can have.
 */
export function toMysql(model) {
  return model
    .replace(/^(\s+token\s+String\s+)(@unique)/m, '$1$2 @db.VarChar(255)')
    .replace(/^(\s+(?:invalidReason|note)\s+String\s+)@default\(""\)/gm, '$1@db.Text')
}

export function modelFor(provider, model) {
  return provider === 'mysql' ? toMysql(model) : model
}

/** Leaves a file alone that is right already: another process may be reading it. */
export function writeModels() {
  for (const name of modelFiles) {
    const model = readFileSync(new URL(name, prismaFolder), 'utf8')
    for (const provider of providers) {
      const file = new URL(`schema/${provider}/${name}`, prismaFolder)
      const text = modelFor(provider, model)
      if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeModels()
