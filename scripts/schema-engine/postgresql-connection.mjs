import { PrismaPg } from '@prisma/adapter-pg'
import { DriverAdapterError, isDriverAdapterError } from '@prisma/driver-adapter-utils'

// Types of PostgreSQL by object id: "char" of its catalogues, which the adapter cannot read, and char(n), which it can.
const catalogueChar = 18
const blankPaddedChar = 1042

export const quote = (identifier) => `"${identifier.replaceAll('"', '""')}"`

export const databaseOf = (url) => decodeURIComponent(new URL(url).pathname.slice(1))

export const schemaOf = (url) => new URL(url).searchParams.get('schema') ?? 'public'

export function withDatabase(url, database) {
  return Object.assign(new URL(url), { pathname: `/${encodeURIComponent(database)}` }).href
}

export async function connect(url) {
  const { hostname: host, port, searchParams } = new URL(url)
  const schema = schemaOf(url)
  const adapter = await new PrismaPg(
    {
      connectionString: url,
      connectionTimeoutMillis: 1000 * (searchParams.get('connect_timeout') ?? 5),
      // Not always: connection poolers refuse options.
      ...(searchParams.has('schema') && { options: `-c search_path=${quote(schema).replace(/[\\ ]/g, '\\$&')}` }),
    },
    { schema },
  ).connect()

  const performIO = adapter.performIO.bind(adapter)
  adapter.performIO = async (query) => {
    try {
      const result = await performIO(query)
      for (const field of result.fields ?? []) {
        if (field.dataTypeID === catalogueChar) field.dataTypeID = blankPaddedChar
      }
      return result
    } catch (error) {
      if (!isUnreachable(error)) throw error
      throw new DriverAdapterError({ kind: 'DatabaseNotReachable', host, port: Number(port) || 5432 })
    }
  }
  // The adapter splits a script at every semicolon, be it in a string or in the body of a function.
  adapter.executeScript = async (sql) => void (await adapter.executeRaw({ sql, args: [], argTypes: [] }))
  return adapter
}

/** The driver reports timeouts, and hosts with several addresses, as errors that the adapter does not recognise. */
function isUnreachable(error) {
  if (isDriverAdapterError(error)) return error.cause.kind === 'DatabaseNotReachable'
  return error.code !== undefined || /timeout|terminated/.test(error.message)
}

export async function execute(url, script) {
  const adapter = await connect(url)
  try {
    await adapter.executeScript(script)
  } finally {
    await adapter.dispose()
  }
}
