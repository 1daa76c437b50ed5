import type { Id } from '../../client/id.js'
import type { TokenModel } from '../../client/token-model.js'
import type { Settings } from '../../context/options.js'
import type { GeneratedToken } from '../../repository/verbs.js'
import { jsonResponse } from '../json-response.js'
import type { ListedToken } from '../../lifecycle/list-tokens.js'
import { choiceField, choicesField, type Field, flagField, futureField, integerField, textField } from './field.js'
import type { Fields } from './fields.js'
import type { Operation, OwnTokens } from './operation.js'
import { noSuchToken } from './problem-of.js'
import { type TokenPresenter, tokenStatuses } from './token-json.js'

/** What the operations depend on. */
export interface OperationsConfig<Context> {
  readonly model: TokenModel
  readonly present: TokenPresenter
  readonly settings: Settings
  /** The scopes that owners may give. */
  readonly scopes: readonly string[]
  /** Returns the app's own fields of a new token. */
  readonly data: ((context: Context) => unknown) | undefined
}

const year = 31_536_000_000

/** Creates the operations that the model has fields for. */
export function operationsOf<Context>(config: OperationsConfig<Context>): readonly Operation<Context>[] {
  const { model } = config
  return [
    list(config),
    create(config),
    show(config),
    change(config),
    ...(model.has('rotation') ? [rotate(config)] : []),
    revoke(),
  ]
}

function list<Context>({ present }: OperationsConfig<Context>): Operation<Context> {
  return {
    operationId: 'listTokens',
    method: 'GET',
    path: '/',
    summary: 'List the tokens, the newest first.',
    query: {
      take: integerField({ minimum: 1, maximum: 100 }, 'The maximum number of tokens. Default: 20.'),
      cursor: textField(1_024, 'The nextCursor of the previous page. Default: the first page.'),
      status: choicesField(tokenStatuses, 'Tokens of these statuses. Default: of any.'),
    },
    answer: { status: 200, description: 'A page of tokens.', schema: 'TokenPage' },
    problems: [400, 401, 422],
    async run({ own, query }) {
      const { tokens, nextCursor } = await own.listTokens({ take: 20, ...query } as never)
      const listed = (tokens as ListedToken<object>[]).map(({ record, status }) => present(record, status))
      return jsonResponse(200, { tokens: listed, nextCursor })
    },
  }
}

function create<Context>(config: OperationsConfig<Context>): Operation<Context> {
  const { present, settings, data } = config
  const types = settings.tokenTypes
  return {
    operationId: 'createToken',
    method: 'POST',
    path: '/',
    summary: 'Create a token, which is in this answer only.',
    body: {
      ...changeableFields(config),
      ...(types.length > 1 && { tokenType: choiceField(types, `The kind of the token. Default: ${types[0]}.`) }),
    },
    answer: { status: 201, description: 'The new token.', schema: 'NewToken' },
    problems: [400, 401, 403, 409, 413, 415, 422],
    async run({ own, body, context }) {
      const options = { ...body, ...(data && { data: await data(context) }) }
      return jsonResponse(201, newTokenJSON(present, await generate(own, options)))
    },
  }
}

function show<Context>({ present }: OperationsConfig<Context>): Operation<Context> {
  return {
    operationId: 'showToken',
    method: 'GET',
    path: '/{id}',
    summary: 'Show a token.',
    answer: { status: 200, description: 'The token.', schema: 'Token' },
    problems: [401, 404],
    async run({ own, id }) {
      const token = await find(own, id)
      return token ? jsonResponse(200, present(token.record, token.status)) : noSuchToken()
    },
  }
}

function change<Context>(config: OperationsConfig<Context>): Operation<Context> {
  return {
    operationId: 'changeToken',
    method: 'PATCH',
    path: '/{id}',
    summary: 'Change a token. Members that are left out stay as they are.',
    body: changeableFields(config),
    answer: { status: 204, description: 'The token was changed.' },
    problems: [400, 401, 403, 404, 409, 413, 415, 422],
    async run({ own, id, body }) {
      const { count } = await own.updateToken({ id }, body as never)
      return count === 0 ? noSuchToken() : new Response(null, { status: 204 })
    },
  }
}

function rotate<Context>({ present }: OperationsConfig<Context>): Operation<Context> {
  return {
    operationId: 'rotateToken',
    method: 'POST',
    path: '/{id}/rotate',
    summary: 'Replace a token by another one, which is in this answer only.',
    body: {
      gracePeriod: integerField(
        { minimum: 0, maximum: year },
        'Milliseconds for which the old token stays usable. Default: 0.',
      ),
      retireOnFirstUse: flagField('Whether the old token ends when the new one is first used. Default: false.'),
      repeat: flagField(
        'Whether to replace the successor, if nobody has used it: its answer was lost. Default: false.',
      ),
    },
    answer: { status: 201, description: 'The new token.', schema: 'NewToken' },
    problems: [400, 401, 403, 404, 409, 413, 415, 422],
    async run({ own, id, body }) {
      return jsonResponse(201, newTokenJSON(present, await own.rotateToken({ id }, body as never)))
    },
  }
}

function revoke<Context>(): Operation<Context> {
  return {
    operationId: 'revokeToken',
    method: 'DELETE',
    path: '/{id}',
    summary: 'Revoke a token for good.',
    answer: { status: 204, description: 'The token is not valid any more.' },
    problems: [401, 403, 404],
    async run({ own, id }) {
      const { count } = await own.invalidateToken({ id }, { invalidReason: 'Revoked by its owner' })
      return count === 0 && !(await find(own, id)) ? noSuchToken() : new Response(null, { status: 204 })
    },
  }
}

/** What the owner may say of a new token, and change later. */
function changeableFields<Context>({ model, settings, scopes }: OperationsConfig<Context>): Fields {
  return {
    ...(model.has('note') && { note: textField(255, 'A note for people.') }),
    ...(model.has('scopes') && { scopes: choicesField(scopes, 'What the token may do.') }),
    ...(model.has('policy') && { policy: policyField }),
    expires: futureField(settings.clock, 'When the token expires; null: never.'),
  }
}

/** Checked by the verbs. */
const policyField: Field = {
  schema: { type: ['object', 'null'], description: 'The policy of the token; null and {} allow everything.' },
  read: (value) => value,
}

async function find(own: OwnTokens, id: Id): Promise<ListedToken<object> | undefined> {
  const { tokens } = await own.listTokens({ where: { id }, take: 1 })
  return tokens[0]
}

/** Whether the options are required depends on the app's model. */
function generate(own: OwnTokens, options: object): Promise<GeneratedToken<object>> {
  return (own.generateToken as (options: object) => Promise<GeneratedToken<object>>)(options)
}

function newTokenJSON(present: TokenPresenter, { token, record }: GeneratedToken<object>): object {
  return { token, record: present(record, 'active') }
}
