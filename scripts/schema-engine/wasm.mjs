import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'

let panic

// The engine calls this before it traps; the trap itself only says "unreachable".
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => (panic = message) }

const gluePath = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
const { instance } = await WebAssembly.instantiate(await readFile(gluePath.replace(/\.js$/, '.wasm')), {
  './schema_engine_bg.js': glue,
})
glue.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

export const { version } = glue

export const panicMessage = () => panic

export async function openEngine({ adapterFactory, schemaFiles, onLog }) {
  // An empty list would make the engine panic.
  const datamodels =
    schemaFiles && (await Promise.all(schemaFiles.map(async (path) => [path, await readFile(path, 'utf8')])))
  return glue.SchemaEngine.new({ datamodels }, onLog, bindMigrationAwareSqlAdapterFactory(adapterFactory))
}
