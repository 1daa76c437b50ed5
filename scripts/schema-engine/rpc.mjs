import { createInterface } from 'node:readline'

import { userFacing } from './errors.mjs'
import { openEngine, panicMessage } from './wasm.mjs'

const methods = `applyMigrations createMigration dbExecute debugPanic devDiagnostic diagnoseMigrationHistory diff
  ensureConnectionValidity evaluateDataLoss introspect introspectSql markMigrationApplied markMigrationRolledBack reset
  schemaPush`.split(/\s+/)

/** Answers JSON-RPC requests, one a line, until stdin ends. */
export async function serve({ connect, schemaFiles }) {
  process.on('uncaughtException', stop)
  let engine
  let shadowError

  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line)
    // Prisma answers what it was told to print.
    if (method === undefined) continue
    try {
      engine ??= await open({ connect, schemaFiles, onShadowError: (error) => (shadowError = error) })
      send({ id, result: await call(engine, { id, method, params }) })
    } catch (error) {
      // The engine says of this error only that there was one.
      send({ id, error: rpcError(shadowError ?? error) })
      shadowError = undefined
    }
  }
  // Open connections would keep the process alive.
  process.exit()
}

async function open({ connect, schemaFiles, onShadowError }) {
  const connector = await connect()
  const { adapterFactory } = connector
  const connectToShadowDb = () =>
    adapterFactory.connectToShadowDb().catch((error) => {
      onShadowError(error)
      throw error
    })
  try {
    const engine = await openEngine({
      adapterFactory: { ...adapterFactory, connectToShadowDb },
      schemaFiles,
      onLog: console.error,
    })
    return Object.assign(engine, connector.overrides)
  } catch (error) {
    // The engine's error has a message only; this one has a code.
    await connector.checkConnection()
    throw error
  }
}

async function call(engine, { id, method, params }) {
  if (method === 'getDatabaseVersion') return engine.version(params)
  if (!methods.includes(method)) throw Object.assign(new Error(`Method not found: ${method}`), { rpcCode: -32601 })
  const result = (await engine[method](params)) ?? {}
  if (method !== 'diff' || result.stdout === null) return result
  send({ id, method: 'print', params: { content: result.stdout } })
  return { ...result, stdout: null }
}

function rpcError(error) {
  const { code, message } = userFacing(error)
  const panic = panicMessage()
  return {
    code: error.rpcCode ?? 4466,
    message: panic ?? message,
    data: { is_panic: panic !== undefined, message: panic ?? message, error_code: code, meta: {} },
  }
}

/** The engine throws from a callback, out of reach of any `catch`, when it cannot read the parameters of a request. */
function stop({ message }) {
  console.error(JSON.stringify({ level: 'ERROR', fields: { message }, target: 'schema_engine::logger' }))
  process.exit(1)
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}
