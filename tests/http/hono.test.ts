import { once } from 'node:events'
import type { Server } from 'node:http'

import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'

import { requireToken, revocationRoute, tokenRoutes } from '../../src/adapters/hono.js'
import { contract } from './contract.js'
import { serviceOf } from './listen.js'
import { addressHeader, projectsOf, sessionHeader } from './service.js'

contract('Hono', async (tokens) => {
  const app = new Hono()
  const address = (c: Context) => c.req.header(addressHeader)
  app.get('/projects', requireToken(tokens, { apiKeyHeader: true, address, scopes: ['projects:read'] }), (c) =>
    c.json(projectsOf(c.var.token)),
  )
  const session = (c: Context) => c.req.header(sessionHeader)
  app.get('/either', requireToken(tokens, { session }), (c) => c.json({ by: c.var.token.record ? 'token' : 'session' }))
  // What has read a body before must not be in the way.
  app.use('/oauth/*', async (c, next) => {
    await c.req.text()
    await next()
  })
  // The routes are found below a parameter as well.
  const settings = new Hono()
  settings.all('/:page/*', tokenRoutes(tokens, { owner: session, trustedOrigins: ['https://trusted.example'] }))
  app.route('/settings', settings)
  app.all('/oauth/revoke', revocationRoute(tokens))
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server
  if (!server.listening) await once(server, 'listening')
  return serviceOf(server)
})
