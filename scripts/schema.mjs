// Puts the model files into the schema folder of each provider, in the form that the provider needs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { toMysql } from './mysql-model.mjs'

const prismaFolder = new URL('../prisma/', import.meta.url)

/** The files of the models that ship. */
export const modelFiles = ['web-api-token.prisma', 'web-api-token-event.prisma']

export const providers = ['sqlite', 'postgresql', 'mysql']

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
