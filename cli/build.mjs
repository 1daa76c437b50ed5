// Bundles the command line; its dependencies stay outside.
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { rolldown } from 'rolldown'

import packageJson from './package.json' with { type: 'json' }

const folder = fileURLToPath(new URL('.', import.meta.url))
const external = [/^node:/, ...Object.keys(packageJson.dependencies)]

/** The package does not have the files of the models: their text takes the place of the module that reads them. */
const shippedModels = {
  name: 'shipped-models',
  load(id) {
    if (!id.endsWith('shipped-models.ts')) return null
    const read = (name) => readFileSync(`${folder}../prisma/${name}.prisma`, 'utf8')
    const models = { token: read('web-api-token'), event: read('web-api-token-event') }
    return `export const shippedModels = ${JSON.stringify(models)}`
  },
}

rmSync(`${folder}dist`, { recursive: true, force: true })
const code = await rolldown({
  input: `${folder}src/main.ts`,
  external,
  platform: 'node',
  plugins: [shippedModels],
  tsconfig: `${folder}../tsconfig.json`,
})
await code.write({ dir: `${folder}dist`, format: 'es', sourcemap: true, chunkFileNames: '[name].js' })
await code.close()
