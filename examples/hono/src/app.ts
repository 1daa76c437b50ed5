import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import { requireToken, revocationRoute, tokenRoutes } from 'prisma-webapi-token/hono'

import { login, logout } from './login-routes.js'
import { prisma } from './prisma.js'
import { sessionUser } from './session.js'
import { tokens } from './tokens.js'

export const app = new Hono()

// The page needs its own files and routes, and nothing else: no script in the HTML, and no other site.
app.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  }),
)

// Pages of other origins may call the API with a token. They cannot with a cookie: `credentials` is off.
app.use('/api/projects', cors())

app.get('/api/projects', requireToken(tokens, { scopes: ['projects:read'] }), async (c) => {
  const { user } = c.var.token.record
  const projects = await prisma.project.findMany({ where: { userId: user.id }, select: { id: true, name: true } })
  return c.json({ username: user.username, projects })
})

app.post('/api/projects', requireToken(tokens, { scopes: ['projects:write'] }), async (c) => {
  const { name } = await c.req.json<{ name?: unknown }>()
  if (typeof name !== 'string' || name === '') return c.json({ title: 'A project needs a name.' }, 422)
  const data = { name, userId: c.var.token.record.userId }
  return c.json(await prisma.project.create({ data, select: { id: true, name: true } }), 201)
})

// The page asks this by its session, and a program by its token. It only reads: a session here needs no guard against CSRF.
app.get('/api/me', requireToken(tokens, { session: sessionUser }), (c) => {
  const { token } = c.var
  const [user, by] = token.record ? [token.record.user, 'token'] : [token.session, 'session']
  return c.json({ username: user.username, by })
})

// What the page does, always for the user who is logged in. A token cannot make tokens: only the session counts.
app.all('/settings/tokens/*', tokenRoutes(tokens, { owner: sessionUser }))

// RFC 7009: whoever finds a token somewhere can end it.
app.all('/oauth/revoke', revocationRoute(tokens))

app.post('/login', ...login)
app.post('/logout', ...logout)

app.use(serveStatic({ root: './public' }))
