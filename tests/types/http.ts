// Compiled by `npm run check`, never run: the app's row reaches the route.
import type { Request as ExpressRequest } from 'express'
import { Hono } from 'hono'

import type { PrismaClient as SqliteClient } from '../../generated/test/sqlite/client.js'
import { requireToken as requireTokenExpress } from '../../src/adapters/express.js'
import { requireToken as requireTokenFastify } from '../../src/adapters/fastify.js'
import { requireToken as requireTokenHono } from '../../src/adapters/hono.js'
import { Scopes, TokenGuard } from '../../src/adapters/nest.js'
import { withToken } from '../../src/adapters/next.js'
import { authenticateRequest, type TokenOf, tokenRoutes } from '../../src/http/index.js'
import { WebAPITokenRepository } from '../../src/index.js'

declare const sqlite: SqliteClient

const tokens = new WebAPITokenRepository(sqlite, {
  model: 'deviceToken',
  owner: 'deviceId',
  scopes: ['projects:read'],
  include: { device: true },
})

export async function results(request: Request): Promise<unknown> {
  const result = await authenticateRequest(tokens, request, { scopes: ['projects:read'] })
  if (result instanceof Response) return result
  result.record.device?.id satisfies string | undefined
  result.record.note satisfies string
  // @ts-expect-error The digest is not in a record.
  result.record.token
  // @ts-expect-error The repository declares no such scope.
  await authenticateRequest(tokens, request, { scopes: ['projects:write'] })
  // @ts-expect-error There is no such option.
  await authenticateRequest(tokens, request, { scope: ['projects:read'] })

  const selected = await authenticateRequest(tokens, request, { select: { note: true } })
  if (selected instanceof Response) return selected
  selected.record.note satisfies string
  // @ts-expect-error It was not selected.
  selected.record.expires

  const either = await authenticateRequest(tokens, request, { session: () => ({ user: 7 }) })
  if (either instanceof Response) return either
  if (either.record) either.record.device?.id satisfies string | undefined
  else either.session.user satisfies number
  // @ts-expect-error It may be a session.
  either.record.note
  return undefined
}

export function routes(): void {
  requireTokenExpress(tokens, {}, (request) => {
    request.token.record.device?.id satisfies string | undefined
  })
  requireTokenExpress(tokens, { session: (request: ExpressRequest) => request.get('x') }, ({ token }) => {
    if (token.record) token.record.note satisfies string
    else token.session satisfies string
    // @ts-expect-error It may be a session.
    token.record.note
  })
  const app = new Hono()
  app.get('/', requireTokenHono(tokens), (c) => {
    c.var.token.record.device?.id satisfies string | undefined
    // @ts-expect-error No such field.
    c.var.token.record.nope
    return c.body(null)
  })
  const handler = withToken(tokens, { select: { id: true } }, (_request, { token, params }) => {
    token.record.id satisfies number
    void (params satisfies Promise<unknown>)
    // @ts-expect-error It was not selected.
    token.record.note
    return new Response()
  })
  handler satisfies (request: Request, context: { params: Promise<unknown> }) => Promise<Response>
  requireTokenFastify(tokens, { address: (request) => request.ip })
  // @ts-expect-error The repository declares no such scope.
  requireTokenFastify(tokens, { scopes: ['nope'] })
  new TokenGuard(tokens, { session: ({ headers }) => headers.cookie satisfies string | undefined })
  Scopes<'projects:read'>('projects:read')
  // @ts-expect-error The repository declares no such scope.
  Scopes<'projects:read'>('nope')
}

export function owners(token: TokenOf<typeof tokens>): void {
  token.record.deviceId satisfies string | null
  tokenRoutes(tokens, { owner: () => 'device' })
  tokenRoutes(tokens, {
    owner: async (request) => (await request.text()) && { id: 'device' },
    scopes: ['projects:read'],
  })
  tokenRoutes(tokens, { owner: () => new Response() })
  // @ts-expect-error The ids of devices are strings.
  tokenRoutes(tokens, { owner: () => 7 })
  // @ts-expect-error The routes are those of somebody.
  tokenRoutes(tokens, {})
  // @ts-expect-error The repository declares no such scope.
  tokenRoutes(tokens, { owner: () => 'device', scopes: ['nope'] })

  const accessTokens = new WebAPITokenRepository(sqlite, { model: 'accessToken' })
  tokenRoutes(accessTokens, { owner: () => 'account', data: () => ({ department: 'HR', region: 'eu' }) })
  // @ts-expect-error A field that is required is missing.
  tokenRoutes(accessTokens, { owner: () => 'account', data: () => ({ department: 'HR' }) })
}
