import { userFacing } from './errors.mjs'

const commands = {
  'can-connect-to-database': (connector) => connector.checkConnection(),
  'create-database': (connector) => connector.createDatabase(),
  'drop-database': (connector) => connector.dropDatabase(),
}

export async function runCommand(name, connect) {
  // Prisma parses each line of stderr as JSON, and a warning of Node.js or of a driver is none.
  process.removeAllListeners('warning')
  try {
    if (!Object.hasOwn(commands, name)) throw new Error(`Unknown command "${name}"`)
    await commands[name](await connect())
  } catch (error) {
    const { code, message } = userFacing(error)
    // Prisma skips the first line, where the native engine greets.
    log('INFO', { message: `Starting schema engine command ${name}` })
    log('ERROR', { is_panic: false, error_code: code, message })
    process.exitCode = 1
  }
}

function log(level, fields) {
  console.error(JSON.stringify({ timestamp: new Date(), level, fields, target: 'schema_engine::logger' }))
}
