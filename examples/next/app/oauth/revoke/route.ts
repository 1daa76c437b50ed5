import { revocationRoute } from 'prisma-webapi-token/next'

import { tokens } from '@/tokens'

// Whoever finds a token can end it: curl -d token=demo_... http://localhost:3000/oauth/revoke
export const POST = revocationRoute(tokens)
