import { withToken } from 'prisma-webapi-token/next'

import { createProject, projectsOf } from '@/projects'
import { tokens } from '@/tokens'

export const GET = withToken(tokens, { scopes: ['projects:read'] }, async (_request, { token }) => {
  return Response.json(await projectsOf(token.record.user))
})

export const POST = withToken(tokens, { scopes: ['projects:write'] }, async (request, { token }) => {
  const project = await createProject(token.record.user, await request.json().catch(() => undefined))
  return project
    ? Response.json(project, { status: 201 })
    : Response.json({ error: 'A project needs a name.' }, { status: 422 })
})
