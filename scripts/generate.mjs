// Generates the clients of the development schemas and of the tests' schemas.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { writeTestSchemas } from '../tests/schema/schema.mjs'
import { providers, writeModels } from './schema.mjs'

writeModels()
writeTestSchemas()
for (const provider of providers) {
  for (const schema of [`prisma/schema/${provider}`, `generated/test-schema/${provider}`]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [fileURLToPath(new URL('prisma.mjs', import.meta.url)), 'generate', '--schema', schema],
      { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' },
    )
    if (status !== 0) {
      console.error(stdout + stderr)
      process.exit(status ?? 1)
    }
  }
}
