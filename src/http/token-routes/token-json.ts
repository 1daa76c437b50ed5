import type { TokenModel } from '../../client/token-model.js'
import type { TokenStatus } from '../../client/token-status.js'
import type { JSONSchema } from './field.js'

const statuses: readonly TokenStatus[] = ['active', 'retiring', 'expired', 'invalid']

/** The statuses by which a list can be filtered. */
export const tokenStatuses: readonly string[] = statuses

const date = { type: 'string', format: 'date-time' }
const dateOrNull = { type: ['string', 'null'], format: 'date-time' }

/** The columns that a page shows, with their schemas. Nothing else of a row leaves the server. */
function columnsOf(model: TokenModel): Readonly<Record<string, JSONSchema>> {
  return {
    id: { type: model.idType === 'number' ? 'integer' : 'string' },
    tokenHint: { type: 'string', description: 'The prefix of the token and its last 4 characters.' },
    ...(model.has('note') && { note: { type: 'string' } }),
    ...(model.has('scopes') && { scopes: { type: 'array', items: { type: 'string' } } }),
    ...(model.has('policy') && { policy: { type: ['object', 'null'] } }),
    timeAdded: date,
    lastUsed: dateOrNull,
    expires: dateOrNull,
    invalidDate: dateOrNull,
    invalidReason: { type: 'string' },
  }
}

export function tokenSchema(model: TokenModel): JSONSchema {
  const properties = { ...columnsOf(model), status: { type: 'string', enum: statuses } }
  return { type: 'object', properties, required: Object.keys(properties) }
}

/** Shows a token as a page does. */
export type TokenPresenter = (record: object, status: TokenStatus) => object

export function tokenPresenter(model: TokenModel): TokenPresenter {
  const names = Object.keys(columnsOf(model))
  return (record, status) => {
    const row = record as Readonly<Record<string, unknown>>
    const shown: Record<string, unknown> = { status }
    for (const name of names) shown[name] = row[name]
    // JSON has no integers of 64 bits.
    if (typeof row.id === 'bigint') shown.id = String(row.id)
    return shown
  }
}
