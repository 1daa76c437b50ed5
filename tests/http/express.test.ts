import type express from 'express'

import { requireToken, revocationRoute, tokenRoutes } from '../../src/adapters/express.js'
import { contract } from './contract.js'
import { listen } from './listen.js'
import { addressHeader, projectsOf, sessionHeader, type ServiceTokens } from './service.js'

const { default: express5 } = await import('express')
// It has no types.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion -- without it, the compiler looks for them
const { default: express4 } = (await import('express-4' as string)) as { default: typeof express }

/** An app, with or without parsers before its routes. */
function serve(create: typeof express, parses: boolean) {
  return (tokens: ServiceTokens) => {
    const app = create()
    if (parses)
      app.use(create.json({ strict: false, limit: '1mb' }), create.urlencoded({ extended: false }), create.text())
    const options = { apiKeyHeader: true, address: (request: express.Request) => request.get(addressHeader) }
    app.get(
      '/projects',
      requireToken(tokens, { ...options, scopes: ['projects:read'] }, ({ token }, response) => {
        response.json(projectsOf(token))
      }),
    )
    app.get(
      '/either',
      requireToken(tokens, { session: (request) => request.get(sessionHeader) }, ({ token }, response) => {
        response.json({ by: token.record ? 'token' : 'session' })
      }),
    )
    const owner = (request: express.Request) => request.get(sessionHeader)
    app.use('/settings/tokens', tokenRoutes(tokens, { owner, trustedOrigins: ['https://trusted.example'] }))
    app.use('/oauth/revoke', revocationRoute(tokens))
    return listen(app)
  }
}

contract('Express 5', serve(express5, false))
contract('Express 5 behind parsers', serve(express5, true), { parsesFirst: true })
contract('Express 4', serve(express4, false))
contract('Express 4 behind parsers', serve(express4, true), { parsesFirst: true })
