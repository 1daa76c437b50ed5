import type { TokenModel } from '../../client/token-model.js'
import { type Fields, schemaOf } from './fields.js'
import type { JSONSchema } from './field.js'
import type { Operation } from './operation.js'
import { tokenSchema } from './token-json.js'

/** A document of OpenAPI 3.1, as plain data. */
export interface OpenAPIDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: Readonly<Record<string, unknown>>
}

/** Describes the operations, by what they check. */
export function openAPIOf(
  operations: readonly Operation<unknown>[],
  model: TokenModel,
  basePath: string,
): OpenAPIDocument {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    const path = `${basePath}${operation.path}`.replace(/(?<=.)\/$/, '')
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation, model) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'API tokens', version: '1.0.0' },
    paths,
    components: { schemas: schemasOf(model) },
  }
}

function describe(
  { operationId, summary, path, query, body, answer, problems }: Operation<unknown>,
  model: TokenModel,
) {
  const { id } = (tokenSchema(model) as { properties: { id: JSONSchema } }).properties
  const parameters = [
    ...(path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema: id }] : []),
    ...Object.entries(query ?? {}).map(([name, { schema }]) => ({ name, in: 'query', schema })),
  ]
  return {
    operationId,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: bodyOf(body) }),
    responses: {
      [answer.status]: {
        description: answer.description,
        ...(answer.schema !== undefined && content('application/json', answer.schema)),
      },
      ...Object.fromEntries(
        problems.map((status) => [
          status,
          { description: 'A problem.', ...content('application/problem+json', 'Problem') },
        ]),
      ),
    },
  }
}

function bodyOf(fields: Fields) {
  return { required: true, content: { 'application/json': { schema: schemaOf(fields) } } }
}

function content(mediaType: string, schema: string) {
  return { content: { [mediaType]: { schema: { $ref: `#/components/schemas/${schema}` } } } }
}

function schemasOf(model: TokenModel): Readonly<Record<string, JSONSchema>> {
  const token = { $ref: '#/components/schemas/Token' }
  const text = { type: 'string' }
  return {
    Token: tokenSchema(model),
    NewToken: {
      type: 'object',
      properties: { token: { ...text, description: 'The plaintext. It is in this answer only.' }, record: token },
      required: ['token', 'record'],
    },
    TokenPage: {
      type: 'object',
      properties: {
        tokens: { type: 'array', items: token },
        nextCursor: { type: ['string', 'null'], description: 'The cursor of the next page; null on the last one.' },
      },
      required: ['tokens', 'nextCursor'],
    },
    Problem: {
      type: 'object',
      description: 'Problem details after RFC 9457.',
      properties: {
        type: { const: 'about:blank' },
        title: text,
        status: { type: 'integer' },
        detail: text,
        code: { ...text, description: 'A stable code, ERR_WEBAPI_TOKEN_*.' },
        errors: {
          type: 'array',
          items: { type: 'object', properties: { detail: text, pointer: text }, required: ['detail', 'pointer'] },
        },
      },
      required: ['type', 'title', 'status', 'detail'],
    },
  }
}
