import type { TokenOf } from 'prisma-webapi-token/nest'

import type { Tokens } from '../src/tokens.js'

/** Checked by the compiler: the types of the schema reach the route. */
export function typed(token: TokenOf<Tokens>) {
  const username: string = token.record.user.username
  // @ts-expect-error The model has no such field.
  const nope: unknown = token.record.nope
  // @ts-expect-error The repository omits it.
  const hash: unknown = token.record.user.passwordHash
  return { username, nope, hash }
}
