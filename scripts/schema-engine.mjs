#!/usr/bin/env node
// Stands in for Prisma's native schema engine where that cannot be downloaded: the same command line and the same
// protocol, on top of @prisma/schema-engine-wasm and the driver adapters. `scripts/prisma.mjs` points Prisma to it.
import { parseArgs } from 'node:util'

import { runCommand } from './schema-engine/commands.mjs'
import { connectorFor } from './schema-engine/connector.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string', default: '{}' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
    version: { type: 'boolean' },
  },
})

const connect = () => connectorFor(JSON.parse(values.datasource))

if (values.version) {
  const { version } = await import('./schema-engine/wasm.mjs')
  console.log(`schema-engine-wasm ${version()}`)
} else if (positionals[0] === 'cli') {
  await runCommand(positionals[1], connect)
} else {
  const { serve } = await import('./schema-engine/rpc.mjs')
  await serve({ connect, schemaFiles: values.datamodels })
}
