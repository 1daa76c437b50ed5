import { withToken } from 'prisma-webapi-token/next'

import { userOfSession } from '@/sessions'
import { tokens } from '@/tokens'

const loggedIn = ({ headers }: Request) => userOfSession(headers.get('cookie'))

// Programs have a token, and pages of this site a session. Where a request has both, the token decides.
export const GET = withToken(tokens, { session: loggedIn }, (_request, { token }) => {
  const [user, by] = token.record ? [token.record.user, 'token'] : [token.session, 'session']
  return Response.json({ username: user.username, by })
})
