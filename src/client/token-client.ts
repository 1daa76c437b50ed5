import type { AppRecord, TokenData, TokenRow, TokenWhere } from './token-row.js'
import type { TokenField } from './token-fields.js'

type Order = Readonly<Record<string, 'asc' | 'desc'>>

type Omitted = Readonly<Record<string, boolean>>

export interface FindArgs {
  where: TokenWhere
  select?: Readonly<Record<string, unknown>>
  omit?: Omitted
  orderBy?: Order | readonly Order[]
  skip?: number
  take?: number
}

/** What this library calls of a delegate. The app's own types are checked where they enter: app-types.ts. */
export interface TokenDelegate {
  create(args: { data: TokenData; omit: Omitted }): Promise<AppRecord>
  createManyAndReturn(args: { data: TokenData[]; skipDuplicates?: boolean; omit: Omitted }): Promise<AppRecord[]>
  createMany(args: { data: TokenData[] }): Promise<{ count: number }>
  findMany<Field extends TokenField>(
    args: FindArgs & { select: Readonly<Record<Field, true>> },
  ): Promise<Pick<TokenRow, Field>[]>
  findMany(args: FindArgs): Promise<TokenRow[]>
  findFirst<Field extends TokenField>(
    args: FindArgs & { select: Readonly<Record<Field, true>> },
  ): Promise<Pick<TokenRow, Field> | null>
  findFirst(args: FindArgs): Promise<TokenRow | null>
  count(args: { where: TokenWhere }): Promise<number>
  updateMany(args: { where: TokenWhere; data: TokenData }): Promise<{ count: number }>
  updateManyAndReturn(args: {
    where: TokenWhere
    data: TokenData
    select?: Readonly<Record<string, boolean>>
    omit?: Omitted
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

/** What this library calls of a client. */
export interface TokenClient {
  readonly [model: string]: unknown
  readonly $connect?: unknown
  $transaction<R>(fn: (tx: TokenClient) => Promise<R>, options?: TransactionOptions): Promise<R>
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>
  $queryRawUnsafe(sql: string, ...values: unknown[]): Promise<unknown>
}
