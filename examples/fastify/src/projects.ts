import { prisma } from './prisma.js'

interface Owner {
  readonly id: number
  readonly username: string
}

export async function projectsOf({ id, username }: Owner) {
  const projects = await prisma.project.findMany({ where: { ownerId: id }, select: { id: true, name: true } })
  return { owner: username, projects }
}

/** Creates a project from the body of a request; undefined: the body has no name. */
export async function createProject(owner: Owner, body: unknown) {
  const { name } = Object(body) as { name?: unknown }
  if (typeof name !== 'string' || name === '') return undefined
  return prisma.project.create({ data: { name, ownerId: owner.id }, select: { id: true, name: true } })
}
