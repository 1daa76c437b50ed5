const connectors = {
  file: async (datasource) => (await import('./sqlite.mjs')).sqlite(datasource),
  postgresql: async (datasource) => (await import('./postgresql.mjs')).postgresql(datasource),
}
connectors.postgres = connectors.postgresql

const mysqlHelp =
  'The WebAssembly schema engine does not speak MySQL. Set PRISMA_SCHEMA_ENGINE_BINARY to the native schema engine, ' +
  'or execute the SQL files of prisma/migrations/mysql by hand, in the order of their names.'

/** What Prisma's configuration calls a datasource, `{ url, shadowDatabaseUrl? }`, as something to connect to. */
export async function connectorFor(datasource) {
  const scheme = datasource.url?.split(':', 1)[0]
  if (Object.hasOwn(connectors, scheme)) return connectors[scheme](datasource)
  if (scheme === 'mysql' || scheme === 'mariadb') throw new Error(mysqlHelp)
  throw new Error(
    scheme
      ? `The schema engine of this project speaks SQLite (file:) and PostgreSQL (postgresql:), not "${scheme}:".`
      : 'The datasource has no url: set DATABASE_URL.',
  )
}
