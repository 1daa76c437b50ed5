import { withDeadline } from '../../util/deadline.js'

/** What the bus uses of a `Client` of pg, version 8 or later. */
export interface PostgresClient {
  connect(): Promise<unknown>
  query(sql: string, values?: unknown[]): Promise<unknown>
  on(event: 'notification', listener: (message: { channel: string; payload?: string | undefined }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  end(): Promise<void>
  /** Lets an otherwise idle process end. Without it, a process lives until the bus is closed. */
  unref?(): void
  /** Closes a connection that does not end by itself. */
  readonly connection?: { readonly stream?: { destroy?(): unknown } }
}

/** Creates a client that is not connected yet, so that its errors are heard from the beginning. */
export function newClient(create: () => PostgresClient, onFailure: (error: unknown) => void): PostgresClient {
  const client = create()
  if (typeof client?.connect !== 'function' || typeof client.on !== 'function') {
    throw new TypeError('createClient must return a new Client of pg that is not connected')
  }
  // Never removed: an error without a listener ends the process, however late it comes.
  client.on('error', onFailure)
  client.on('end', () => {
    onFailure(new Error('PostgreSQL has ended the connection of the invalidation bus'))
  })
  return client
}

export async function connectClient(client: PostgresClient): Promise<void> {
  const connected = client.connect()
  client.unref?.()
  await connected
  // TLS opens a socket of its own.
  client.unref?.()
}

export async function notify(client: PostgresClient, channel: string, messages: readonly string[]): Promise<void> {
  await client.query('SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message', [channel, messages])
}

/** Ends a client; by force when the time is up, since an unreachable server never answers. */
export async function endClient(client: PostgresClient, milliseconds: number, unref: boolean): Promise<void> {
  try {
    await withDeadline(client.end(), { milliseconds, unref, message: 'The connection did not end' })
  } catch {
    client.connection?.stream?.destroy?.()
  }
}
