/** A row of the token model, as far as this library reads it. */
export type TokenRow = Record<string, unknown>

export type TokenWhere = Record<string, unknown>

export type TokenData = Record<string, unknown>

type Order = Readonly<Record<string, 'asc' | 'desc'>>

export interface FindArgs {
  where: TokenWhere
  select?: Readonly<Record<string, unknown>>
  omit?: Readonly<Record<string, boolean>>
  orderBy?: Order | readonly Order[]
  skip?: number
  take?: number
}

/** What this library calls of a delegate. The app's own types are checked where they enter: app-types.ts. */
export interface TokenDelegate {
  readonly $name?: string
  create(args: { data: TokenData; omit?: Record<string, boolean> }): Promise<TokenRow>
  createManyAndReturn(args: {
    data: TokenData[]
    skipDuplicates?: boolean
    omit?: Record<string, boolean>
  }): Promise<TokenRow[]>
  createMany(args: { data: TokenData[] }): Promise<{ count: number }>
  findMany(args: FindArgs): Promise<TokenRow[]>
  findFirst(args: FindArgs): Promise<TokenRow | null>
  count(args: { where: TokenWhere }): Promise<number>
  updateMany(args: { where: TokenWhere; data: TokenData }): Promise<{ count: number }>
  updateManyAndReturn(args: {
    where: TokenWhere
    data: TokenData
    select?: Record<string, boolean>
    omit?: Record<string, boolean>
  }): Promise<TokenRow[]>
  deleteMany(args: { where: TokenWhere }): Promise<{ count: number }>
}

/** How `$transaction` waits and isolates: Prisma's options of that name. */
export interface TransactionOptions {
  /** Milliseconds to wait for a connection. Default: the client's. */
  maxWait?: number
  /** Milliseconds that the transaction may take. Default: the client's. */
  timeout?: number
  /** Default: the database's. */
  isolationLevel?: 'ReadUncommitted' | 'ReadCommitted' | 'RepeatableRead' | 'Snapshot' | 'Serializable'
}

/** What this library calls of a client, and the private details that it reads where Prisma tells them in no other way. */
export interface TokenClient {
  readonly [model: string]: unknown
  readonly $connect?: unknown
  $transaction<R>(fn: (tx: TokenClient) => Promise<R>, options?: TransactionOptions): Promise<R>
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>
  $queryRawUnsafe(sql: string, ...values: unknown[]): Promise<unknown>
  readonly _activeProvider?: string
  readonly _engineConfig?: { readonly adapter?: { readonly adapterName?: string }; readonly inlineSchema?: string }
  readonly _runtimeDataModel?: { readonly models: Readonly<Record<string, RuntimeModel>> }
}

/** A model in the data model that a generated client carries: the names in the database are in no public API. */
export interface RuntimeModel {
  readonly dbName?: string | null
  readonly fields: readonly RuntimeField[]
}

export interface RuntimeField {
  readonly name: string
  readonly dbName?: string | null
  /** `object` is a relation. */
  readonly kind: string
  readonly type: string
}
