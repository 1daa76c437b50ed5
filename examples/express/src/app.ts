import { requireToken, revocationRoute, tokenRoutes } from 'prisma-webapi-token/express'

import { createProject, projectsOf } from './projects.js'
import { logIn, userOfSession } from './sessions.js'
import { tokens } from './tokens.js'

/** Creates the app with Express 5 or 4: the code is the same. */
export function createApp(express: typeof import('express')) {
  const app = express()

  app.get('/api/health', (_request, response) => {
    response.json({ status: 'ok' })
  })

  // With a handler, `requireToken` knows all types, and Express 4 is told of rejected promises too.
  app.get(
    '/api/projects',
    requireToken(tokens, { scopes: ['projects:read'] }, async (request, response) => {
      response.json(await projectsOf(request.token.record.user))
    }),
  )

  app.post(
    '/api/projects',
    express.json(),
    requireToken(tokens, { scopes: ['projects:write'] }, async (request, response) => {
      const project = await createProject(request.token.record.user, request.body)
      if (project) response.status(201).json(project)
      else response.status(422).json({ error: 'A project needs a name.' })
    }),
  )

  // Programs have a token, and pages of this site a session. Where a request has both, the token decides.
  app.get(
    '/api/me',
    requireToken(tokens, { session: ({ headers }) => userOfSession(headers.cookie) }, ({ token }, response) => {
      const [user, by] = token.record ? [token.record.user, 'token'] : [token.session, 'session']
      response.json({ username: user.username, by })
    }),
  )

  app.post('/login', express.json(), (request, response, next) => {
    logIn(request.body)
      .then((cookie) => {
        if (cookie) response.status(204).set('Set-Cookie', cookie).end()
        else response.status(401).json({ error: 'The username or the password is wrong.' })
      })
      .catch(next)
  })

  // The page on which users manage their own tokens, for those who are logged in.
  app.use('/settings/tokens', tokenRoutes(tokens, { owner: ({ headers }) => userOfSession(headers.cookie) }))

  // Whoever finds a token can end it: curl -d token=demo_... http://localhost:3000/oauth/revoke
  app.use('/oauth/revoke', revocationRoute(tokens))

  return app
}
