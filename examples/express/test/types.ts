import { requireToken } from 'prisma-webapi-token/express'

import { tokens } from '../src/tokens.js'

/** Checked by the compiler: the types of the schema reach the route. */
export const typed = requireToken(tokens, { scopes: ['projects:read'] }, ({ token }, response) => {
  const username: string = token.record.user.username
  // @ts-expect-error The model has no such field.
  const nope: unknown = token.record.nope
  // @ts-expect-error The repository omits it.
  const hash: unknown = token.record.user.passwordHash
  response.json({ username, nope, hash })
})

// @ts-expect-error The repository does not declare this scope.
export const misspelt = () => requireToken(tokens, { scopes: ['project:read'] })
