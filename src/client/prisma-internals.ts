/** Everything that this library reads of Prisma without a public API for it. Nothing else does. */

/** The private fields of a client. */
interface PrivateFields {
  readonly _activeProvider?: string
  readonly _clientVersion?: string
  readonly _engineConfig?: {
    readonly adapter?: {
      readonly adapterName?: string
      readonly options?: { readonly schema?: string; readonly statementNameGenerator?: unknown } | undefined
      readonly config?: { readonly connectionString?: unknown; readonly host?: unknown; readonly port?: unknown }
    }
    readonly inlineSchema?: string
  }
  readonly _runtimeDataModel?: { readonly models: RuntimeModels }
  readonly _globalOmit?: Readonly<Record<string, Readonly<Record<string, boolean>> | undefined>>
  readonly _extensions?: {
    getAllQueryCallbacks(delegate: string, operation: string): readonly unknown[]
    getAllComputedFields(model: string): object | undefined
  }
  readonly [transactionScope]?: { readonly txId?: unknown }
  readonly [transactionIdOfPrisma6]?: unknown
}

export type RuntimeModels = Readonly<Record<string, RuntimeModel>>

/** A model in the data model that a generated client carries. */
export interface RuntimeModel {
  /** The name of the table, where it is not that of the model. */
  readonly dbName?: string | null
  readonly fields: readonly RuntimeField[]
}

export interface RuntimeField {
  readonly name: string
  /** The name of the column, where it is not that of the field. */
  readonly dbName?: string | null
  /** `object` is a relation. */
  readonly kind: string
  readonly type: string
}

const transactionScope = Symbol.for('prisma.client.transaction.scope_context')
const transactionIdOfPrisma6 = Symbol.for('prisma.client.transaction.id')
const prismaNull = Symbol.for('prisma.objectEnumValue')

/** The provider of the schema's datasource, such as `postgresql`. */
export function providerOf(client: object): string | undefined {
  return privateFields(client)._activeProvider
}

/** The major version of Prisma's that the client is of. */
export function majorVersionOf(client: object): number {
  return Number.parseInt(privateFields(client)._clientVersion ?? '', 10)
}

/** The npm package of the driver adapter. */
export function adapterNameOf(client: object): string | undefined {
  return privateFields(client)._engineConfig?.adapter?.adapterName
}

/** The schema that a PostgreSQL adapter was told; undefined for its default. */
export function adapterSchemaOf(client: object): string | undefined {
  const schema: unknown = privateFields(client)._engineConfig?.adapter?.options?.schema
  return typeof schema === 'string' ? schema : undefined
}

/** The models by name; none where Prisma does not tell. Clients of the same `PrismaClient` share these objects. */
export function runtimeModelsOf(client: object): RuntimeModels {
  return privateFields(client)._runtimeDataModel?.models ?? {}
}

/** The text of the schema, which has the attributes that {@link runtimeModelsOf} lacks. */
export function schemaTextOf(client: object): string {
  return privateFields(client)._engineConfig?.inlineSchema ?? ''
}

/** Checks whether extensions take part in an operation of a delegate; true where Prisma does not tell. */
export function isHooked(client: object, delegate: string, operation: string): boolean {
  return privateFields(client)._extensions?.getAllQueryCallbacks(delegate, operation).length !== 0
}

/** Checks whether extensions add fields to the records of a model; true where Prisma does not tell. */
export function hasComputedFields(client: object, model: string): boolean {
  const extensions = privateFields(client)._extensions
  return !extensions || Object.keys(extensions.getAllComputedFields(model) ?? {}).length > 0
}

/** Returns the fields that the client leaves out of a delegate's records. */
export function omittedFields(client: object, delegate: string): string[] {
  const omitted = privateFields(client)._globalOmit?.[delegate] ?? {}
  return Object.keys(omitted).filter((field) => omitted[field])
}

/** Checks whether the adapter of PostgreSQL gives names to its statements. */
export function namesStatements(client: object): boolean {
  return typeof privateFields(client)._engineConfig?.adapter?.options?.statementNameGenerator === 'function'
}

/** Returns the address that the adapter of PostgreSQL connects to; undefined where it does not tell. */
export function addressOf(client: object): URL | undefined {
  const { connectionString, host, port } = privateFields(client)._engineConfig?.adapter?.config ?? {}
  if (typeof connectionString === 'string' && URL.canParse(connectionString)) return new URL(connectionString)
  const address = `postgresql://${typeof host === 'string' ? host : ''}:${typeof port === 'number' ? String(port) : ''}`
  return typeof host === 'string' && URL.canParse(address) ? new URL(address) : undefined
}

/** The name of the model that a delegate belongs to. */
export function modelNameOf(delegate: object): string | undefined {
  return (delegate as { readonly $name?: string }).$name
}

/**
 * What all clients of one transaction have in common: plain, extended, and of its savepoints. The client itself, where Prisma
 * does not tell.
 */
export function transactionIdOf(client: object): unknown {
  const { [transactionScope]: scope, [transactionIdOfPrisma6]: id } = privateFields(client)
  return scope?.txId ?? id ?? client
}

/** Checks for `Prisma.DbNull`, `JsonNull` and `AnyNull`, objects without keys. */
export function isPrismaNull(value: object): boolean {
  return prismaNull in value
}

function privateFields(client: object): PrivateFields {
  return client
}
