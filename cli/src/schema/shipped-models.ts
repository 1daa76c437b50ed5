import { readFileSync } from 'node:fs'

const prismaFolder = new URL('../../../prisma/', import.meta.url)

/** The models that the library ships. The build puts their text in the place of this file: see `build.mjs`. */
export const shippedModels = {
  token: readFileSync(new URL('web-api-token.prisma', prismaFolder), 'utf8'),
  event: readFileSync(new URL('web-api-token-event.prisma', prismaFolder), 'utf8'),
}
