import { readFile } from 'node:fs/promises'

import { Validator } from '@seriousme/openapi-schema-validator'

import { tokenRoutes } from '../../../src/http/index.js'
import { WebAPITokenRepository } from '../../../src/index.js'
import { createDatabase, databaseKind, type TestDatabase } from '../../support/databases.js'

let db: TestDatabase | undefined
beforeAll(async () => {
  db = await createDatabase(databaseKind('better-sqlite3'))
})
afterAll(() => db?.close())

const prisma = () => {
  if (!db) throw new Error('The database is there while tests run')
  return db.prisma
}

const owner = () => undefined

const shipped = () => new WebAPITokenRepository(prisma())

const models = {
  webAPIToken: () => tokenRoutes(shipped(), { owner }),
  deviceToken: () =>
    tokenRoutes(
      new WebAPITokenRepository(prisma(), {
        model: 'deviceToken',
        owner: 'deviceId',
        tokenType: ['live', 'test'],
        scopes: ['a', 'b'],
      }),
      { owner, basePath: '/settings/tokens', scopes: ['a'] },
    ),
  teamToken: () => tokenRoutes(new WebAPITokenRepository(prisma(), { model: 'teamToken', owner: 'teamId' }), { owner }),
}

test.each(Object.entries(models))('describes the routes of %s as OpenAPI 3.1', async (_model, routes) => {
  const { valid, errors } = await new Validator().validate(structuredClone(routes().openapi) as never)
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
})

test('describes what the model has, and what the owner may give', () => {
  const { paths } = models.deviceToken().openapi
  expect(Object.keys(paths)).toEqual(['/settings/tokens', '/settings/tokens/{id}', '/settings/tokens/{id}/rotate'])
  const { post } = paths['/settings/tokens'] as {
    post: { requestBody: { content: Record<string, { schema: object }> } }
  }
  expect(post.requestBody.content['application/json']?.schema).toMatchObject({
    additionalProperties: false,
    properties: {
      note: { type: 'string', maxLength: 255 },
      scopes: { items: { enum: ['a'] } },
      tokenType: { enum: ['live', 'test'] },
      expires: { format: 'date-time' },
    },
  })
  const smallest = models.teamToken().openapi
  expect(Object.keys(smallest.paths)).toEqual(['/', '/{id}'])
  expect(JSON.stringify(smallest)).not.toContain('note')
})

test('is what the guide has, for the model as it ships', async () => {
  const document = await readFile(new URL('../../../docs/token-routes.openapi.json', import.meta.url), 'utf8')
  // After a change that is meant: `npm run generate:openapi`.
  expect(JSON.parse(document)).toEqual(models.webAPIToken().openapi)
})
