import { csrf } from 'hono/csrf'
import { createFactory } from 'hono/factory'
import { validator } from 'hono/validator'

import { logIn, logOut } from './session.js'

const { createHandlers } = createFactory()

/** JSON only, which no form of another site can send. */
const credentials = validator('json', ({ username, password }: { username?: unknown; password?: unknown }, c) =>
  typeof username === 'string' && typeof password === 'string'
    ? { username, password }
    : c.json({ detail: 'A login needs a username and a password.' }, 422),
)

export const login = createHandlers(credentials, async (c) => {
  const { username, password } = c.req.valid('json')
  const user = await logIn(c, username, password)
  return user ? c.body(null, 204) : c.json({ detail: 'The username or the password is wrong.' }, 401)
})

export const logout = createHandlers(csrf(), (c) => {
  logOut(c)
  return c.body(null, 204)
})
