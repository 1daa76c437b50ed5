// Runs the installed prisma CLI, also where its schema engine cannot be downloaded: `node scripts/prisma.mjs migrate dev`.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import { hasNativeEngine } from './schema-engine/native.mjs'
import { writeModels } from './schema.mjs'

const require = createRequire(import.meta.url)
const envFile = fileURLToPath(new URL('../.env', import.meta.url))

if (existsSync(envFile)) process.loadEnvFile(envFile)
writeModels()

// Windows cannot execute a script by its first line.
if (!process.env.PRISMA_SCHEMA_ENGINE_BINARY && process.platform !== 'win32' && !(await hasNativeEngine())) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY = fileURLToPath(new URL('schema-engine.mjs', import.meta.url))
}
process.env.CHECKPOINT_DISABLE ??= '1'
process.env.PRISMA_HIDE_UPDATE_MESSAGE ??= '1'

const { bin } = require('prisma/package.json')
process.argv[1] = require.resolve(`prisma/${bin.prisma}`)
require(process.argv[1])
