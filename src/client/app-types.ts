import type { Prisma } from '@prisma/client/extension'

import type { fieldTypes, libraryFields, NullableField, TokenField } from './token-fields.js'

/** The fields that the library fills in; all others are the app's. */
type LibraryField = (typeof libraryFields)[number]

type Scalars<Delegate> = Prisma.Payload<Delegate>['scalars']

/** A row as `createMany` takes it: columns only, no relations. */
export type TokenCreateRow<Delegate> = Exclude<Prisma.Args<Delegate, 'createMany'>['data'], readonly unknown[]>

type OmitFromEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** Read off a method, which unlike `Prisma.Result` knows what the client omits globally. */
type RowOf<Delegate> = Delegate extends { findFirstOrThrow: (...args: never[]) => PromiseLike<infer Row> } ? Row : never

/** The delegate of the token model on the app's client: the type that all others here are taken from. */
export type TokenDelegateOf<Client, Model extends string> = Model extends keyof Client ? Client[Model] : never

/** A row of the app's token model as the app's own queries return it, without the `token` column. */
export type TokenRecord<Delegate> = Simplify<Omit<RowOf<Delegate>, 'token'>>

/** The type of the app's user ids. */
export type UserId<Delegate> = Scalars<Delegate>['userId']

/** The type of the app's token ids. */
export type TokenId<Delegate> = Scalars<Delegate>['id']

/** A number that may be left out is counted by the database, and one of the app's own would clash with a later one. */
type CreatedId<Delegate> =
  TokenCreateRow<Delegate> extends { id: unknown }
    ? Pick<TokenCreateRow<Delegate>, 'id'>
    : TokenCreateRow<Delegate> extends { id?: number | bigint }
      ? { id?: never }
      : Pick<TokenCreateRow<Delegate>, 'id'>

/** The fields of a new row that are the app's own, and `id`, where the app makes it. */
export type TokenCreateData<Delegate> = Simplify<Omit<TokenCreateRow<Delegate>, LibraryField> & CreatedId<Delegate>>

/** The fields of a row that the app may change: its own. The others are ruled out by name, as there may be no own. */
export type TokenUpdateData<Delegate> = OmitFromEach<Prisma.Args<Delegate, 'updateMany'>['data'], LibraryField> & {
  readonly [Field in LibraryField]?: never
}

/** The app's value for its `extraData` column. */
export type TokenExtraData<Delegate> = NonNullable<TokenCreateRow<Delegate>>['extraData']

/** The app's `WhereInput` of the model. */
export type TokenWhereInput<Delegate> = NonNullable<Prisma.Args<Delegate, 'findMany'>['where']>

/** Prisma's `select` for the model; a type of its own, since TypeScript infers it apart from the other options. */
export type TokenSelect<Delegate> = Prisma.Args<Delegate, 'findFirst'>['select'] | undefined

/** Prisma's `include` for the model. */
export type TokenInclude<Delegate> =
  (Prisma.Args<Delegate, 'findFirst'> extends { include?: infer Include } ? Include : never) | undefined

/** A row with what was asked for, never with the `token` column. */
export type ProjectedRecord<Delegate, Select, Include> = Select extends object
  ? Simplify<Omit<Prisma.Result<Delegate, { select: Select }, 'findFirstOrThrow'>, 'token'>>
  : Include extends object
    ? Simplify<Omit<Prisma.Result<Delegate, { include: Include }, 'findFirstOrThrow'>, 'token'>>
    : TokenRecord<Delegate>

/** The client inside the app's transaction. */
export type TransactionClient<Client> = Omit<Client, '$connect' | '$disconnect' | '$on' | '$use' | '$extends'>

/** The types of TypeScript by those of Prisma. The others are the app's to choose. */
interface ScalarTypes {
  String: string
  DateTime: Date
  Boolean: boolean
}

type ExpectedType<Field extends TokenField> =
  | ((typeof fieldTypes)[Field] extends keyof ScalarTypes ? ScalarTypes[(typeof fieldTypes)[Field]] : never)
  | (Field extends NullableField ? null : never)

/** The fields that a model lacks, or has with a type that does not take what the library writes. */
type UnfitField<Delegate> = {
  [Field in TokenField]: Field extends keyof Scalars<Delegate>
    ? [ExpectedType<Field>] extends [Scalars<Delegate>[Field]]
      ? never
      : Field
    : Field
}[TokenField]

/** Resolves to `unknown` for a client that has the model with all its fields, else to what is missing. */
export type RequiresTokenModel<Client, Model extends string> = Model extends keyof Client
  ? [UnfitField<Client[Model]>] extends [never]
    ? unknown
    : { readonly [K in Model]: { readonly fields: { readonly [F in UnfitField<Client[Model]>]: never } } }
  : { readonly [K in Model]: object }
