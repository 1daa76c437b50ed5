import fastify, { type FastifyRequest } from 'fastify'

import { requireToken, revocationRoute, type TokenOf, tokenRoutes } from '../../src/adapters/fastify.js'
import { contract } from './contract.js'
import { serviceOf } from './listen.js'
import { addressHeader, projectsOf, sessionHeader, type ServiceTokens } from './service.js'

declare module 'fastify' {
  interface FastifyRequest {
    token: TokenOf<ServiceTokens>
  }
}

const headerOf = (name: string) => (request: FastifyRequest) => request.headers[name] as string | undefined

contract('Fastify', async (tokens) => {
  const app = fastify()
  await app.register(async (api) => {
    await api.register(requireToken(tokens, { apiKeyHeader: true, address: headerOf(addressHeader) }))
    api.get('/projects', { config: { token: { scopes: ['projects:read'] } } }, ({ token }) => projectsOf(token))
    api.get('/either', { config: { token: { session: headerOf(sessionHeader) } } }, ({ token }) => ({
      by: (token as { record?: object }).record ? 'token' : 'session',
    }))
  })
  const owner = headerOf(sessionHeader)
  const settings = tokenRoutes(tokens, { owner, trustedOrigins: ['https://trusted.example'] })
  await app.register(settings, { prefix: '/settings/tokens' })
  await app.register(revocationRoute(tokens), { prefix: '/oauth/revoke' })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { ...serviceOf(app.server), close: () => app.close() }
})
