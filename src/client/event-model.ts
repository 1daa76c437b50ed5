import { WebAPITokenModelError } from '../outcomes/errors.js'
import { type IdType, idTypeOf } from './id.js'
import { missingFields, wrongFields } from './model-errors.js'
import { modelNameOf, runtimeModelsOf } from './prisma-internals.js'
import type { TokenClient, TokenDelegate } from './token-client.js'
import type { TokenModel } from './token-model.js'

/** The fields of the model of events, beside its owner, and their Prisma types; an `id` has the type that the app has chosen. */
const fieldTypes = {
  id: 'id',
  timeAdded: 'DateTime',
  type: 'String',
  tokenId: 'id',
  actor: 'String',
  context: 'Json',
  detail: 'Json',
} as const

/** What a row of an event is made of. */
export interface EventRow {
  readonly [ownerField: string]: unknown
  readonly timeAdded: Date
  readonly type: string
  readonly tokenId: unknown
  readonly actor: string
}

/** What this library calls of the delegate of the events. */
export interface EventDelegate extends Omit<TokenDelegate, 'createMany'> {
  createMany(args: { data: readonly EventRow[] }): Promise<{ count: number }>
}

/** Returns the delegate of the events on the client of the model. */
export function eventDelegate({ client }: { readonly client: TokenClient }, name: string): EventDelegate {
  const delegate = client[name] as EventDelegate | undefined
  if (typeof delegate?.createMany === 'function') return delegate
  throw new WebAPITokenModelError(
    'ERR_WEBAPI_TOKEN_MODEL_MISSING',
    `The Prisma client has no model "${name}" for the option audit: add it to the schema and run "prisma generate", or name yours with audit: { model }`,
  )
}

/** Returns the type of the ids of the events. */
export function eventIdType({ client }: TokenModel, name: string): IdType | undefined {
  const model = runtimeModelsOf(client)[modelNameOf(eventDelegate({ client }, name)) ?? name]
  return idTypeOf(model?.fields.find((field) => field.name === 'id')?.type)
}

/**
 * Checks the model of the events.
 *
 * @throws WebAPITokenModelError when it is not there, lacks a field, or has one of another type.
 */
export function assertEventModel({ client, modelName, ownerField }: TokenModel, name: string): void {
  const eventName = modelNameOf(eventDelegate({ client }, name)) ?? name
  const models = runtimeModelsOf(client)
  const [model, tokens] = [models[eventName], models[modelName]]
  if (!model || !tokens) return
  const typeIn = ({ fields }: typeof model, field: string) => fields.find((each) => each.name === field)?.type
  const expected: [string, string | undefined][] = [
    ...Object.entries(fieldTypes),
    ['tokenId', typeIn(tokens, 'id')],
    [ownerField, typeIn(tokens, ownerField)],
  ]
  const missing = expected.filter(([field]) => typeIn(model, field) === undefined).map(([field]) => field)
  if (missing.length > 0) throw missingFields(eventName, new Set(missing))
  const wrong = expected
    .filter(([field, type]) => type !== 'id' && type !== undefined && typeIn(model, field) !== type)
    .map(([field, type]) => `${field} is ${typeIn(model, field) ?? ''}, not ${type ?? ''}`)
  if (wrong.length > 0) throw wrongFields(eventName, wrong)
}
