import fastify, { type FastifyRequest } from 'fastify'
import {
  requireToken,
  revocationRoute,
  type SessionResult,
  type TokenOf,
  tokenRoutes,
} from 'prisma-webapi-token/fastify'

import { prisma } from './prisma.js'
import { createProject, projectsOf } from './projects.js'
import { logIn, userOfSession } from './sessions.js'
import { tokens } from './tokens.js'

declare module 'fastify' {
  interface FastifyRequest {
    token: TokenOf<typeof tokens>
  }
}

/** What it is where sessions are taken as well. */
type TokenOrSession = TokenOf<typeof tokens> | SessionResult<NonNullable<Awaited<ReturnType<typeof loggedIn>>>>

const loggedIn = ({ headers }: FastifyRequest) => userOfSession(headers.cookie)

export async function createApp() {
  const app = fastify()

  await app.register(
    async (api) => {
      // It guards the routes of this scope, and no others.
      await api.register(requireToken(tokens))

      api.get('/health', { config: { token: false } }, () => ({ status: 'ok' }))

      api.get('/projects', { config: { token: { scopes: ['projects:read'] } } }, (request) =>
        projectsOf(request.token.record.user),
      )

      api.post('/projects', { config: { token: { scopes: ['projects:write'] } } }, async (request, reply) => {
        const project = await createProject(request.token.record.user, request.body)
        return project ? reply.code(201).send(project) : reply.code(422).send({ error: 'A project needs a name.' })
      })

      // Programs have a token, and pages of this site a session. Where a request has both, the token decides.
      api.get('/me', { config: { token: { session: loggedIn } } }, (request) => {
        const token = request.token as TokenOrSession
        const [user, by] = token.record ? [token.record.user, 'token'] : [token.session, 'session']
        return { username: user.username, by }
      })
    },
    { prefix: '/api' },
  )

  app.post('/login', async ({ body }, reply) => {
    const cookie = await logIn(body)
    return cookie
      ? reply.code(204).header('Set-Cookie', cookie).send()
      : reply.code(401).send({ error: 'The username or the password is wrong.' })
  })

  // The page on which users manage their own tokens, for those who are logged in.
  await app.register(tokenRoutes(tokens, { owner: loggedIn }), { prefix: '/settings/tokens' })

  // Whoever finds a token can end it: curl -d token=demo_... http://localhost:3000/oauth/revoke
  await app.register(revocationRoute(tokens), { prefix: '/oauth/revoke' })

  app.addHook('onClose', async () => {
    // The notes of the last requests are not written yet.
    await tokens.flush()
    await prisma.$disconnect()
  })
  return app
}
