import { withToken } from 'prisma-webapi-token/next'

import { tokens } from '@/tokens'

/** Checked by the compiler: the types of the schema reach the route. */
export const typed = withToken(tokens, { scopes: ['projects:read'] }, (_request, { token }) => {
  const username: string = token.record.user.username
  // @ts-expect-error The model has no such field.
  const nope: unknown = token.record.nope
  // @ts-expect-error The repository omits it.
  const hash: unknown = token.record.user.passwordHash
  return Response.json({ username, nope, hash })
})

// @ts-expect-error The repository does not declare this scope.
export const misspelt = () => withToken(tokens, { scopes: ['project:read'] }, () => Response.json({}))
