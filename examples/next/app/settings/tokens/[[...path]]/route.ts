import { tokenRoutes } from 'prisma-webapi-token/next'

import { userOfSession } from '@/sessions'
import { tokens } from '@/tokens'

// The page on which users manage their own tokens, for those who are logged in.
export const { GET, POST, PATCH, DELETE, OPTIONS } = tokenRoutes(tokens, {
  owner: ({ headers }) => userOfSession(headers.get('cookie')),
})
