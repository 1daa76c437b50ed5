import type { Prisma } from '@prisma/client/extension'

import type { libraryFields, tokenFields } from './token-model.js'

/** The fields that the library fills in; all others are the app's. */
type LibraryField = (typeof libraryFields)[number]

type Delegate<Client, Model extends string> = Model extends keyof Client ? Client[Model] : never

type Scalars<Client, Model extends string> = Prisma.Payload<Delegate<Client, Model>>['scalars']

type OmitFromEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** Read off a method, which unlike `Prisma.Result` knows what the client omits globally. */
type RowOf<Delegate> = Delegate extends { findFirstOrThrow: (...args: never[]) => PromiseLike<infer Row> } ? Row : never

/** A row of the app's token model as the app's own queries return it, without the `token` column. */
export type TokenRecord<Client, Model extends string> = Simplify<Omit<RowOf<Delegate<Client, Model>>, 'token'>>

/** The type of the app's user ids. */
export type UserId<Client, Model extends string> = Scalars<Client, Model>['userId']

/** The type of the app's token ids. */
export type TokenId<Client, Model extends string> = Scalars<Client, Model>['id']

/** The fields of a new row that are the app's own. */
export type TokenCreateData<Client, Model extends string> = Simplify<
  Omit<
    Exclude<Prisma.Args<Delegate<Client, Model>, 'createMany'>['data'], readonly unknown[]>,
    Exclude<LibraryField, 'id'>
  >
>

/** The fields of a row that the app may change: its own. */
export type TokenUpdateData<Client, Model extends string> = OmitFromEach<
  Prisma.Args<Delegate<Client, Model>, 'updateMany'>['data'],
  LibraryField
>

/** The app's value for its `extraData` column. */
export type TokenExtraData<Client, Model extends string> = NonNullable<
  Exclude<Prisma.Args<Delegate<Client, Model>, 'createMany'>['data'], readonly unknown[]>
>['extraData']

/** The app's `WhereInput` of the model. */
export type TokenWhereInput<Client, Model extends string> = NonNullable<
  Prisma.Args<Delegate<Client, Model>, 'findMany'>['where']
>

/** The client inside the app's transaction. */
export type TransactionClient<Client> = Omit<Client, '$connect' | '$disconnect' | '$on' | '$use' | '$extends'>

type MissingField<Client, Model extends string> = Exclude<(typeof tokenFields)[number], keyof Scalars<Client, Model>>

/** Resolves to `unknown` for a client that has the model with all its fields, else to what is missing. */
export type RequiresTokenModel<Client, Model extends string> = Model extends keyof Client
  ? [MissingField<Client, Model>] extends [never]
    ? unknown
    : Readonly<Record<Model, { readonly fields: Readonly<Record<MissingField<Client, Model>, never>> }>>
  : Readonly<Record<Model, object>>
