import type { PrismaClient } from './generated/d1/client.js'

/** A database that is reached over an adapter without interactive transactions. */
export interface EdgeDatabase {
  /** The npm package of the adapter. */
  readonly adapterName: string
  /** The statements that the database was sent. */
  readonly statements: string[]
  /** Returns a new client, as each request to a Worker makes one. The clients of both schemas have the same models. */
  connect(): PrismaClient
  /** Returns the rows of all tables, read behind Prisma's back. */
  rows(): Promise<unknown>
  close(): Promise<void>
}

/** The tables of the schemas. */
export const tables = ['User', 'webapi_token', 'AgentToken'] as const
