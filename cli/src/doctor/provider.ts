import { providerOf } from '../../../src/client/prisma-internals.js'

/** A dialect of SQL. */
export type Provider = 'postgresql' | 'mysql' | 'sqlite'

/** Returns the dialect of a client: CockroachDB has PostgreSQL's. */
export function dialectOf(client: object): Provider {
  const provider = providerOf(client)
  return provider === 'mysql' || provider === 'sqlite' ? provider : 'postgresql'
}
