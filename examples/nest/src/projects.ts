import { Injectable } from '@nestjs/common'

import { PrismaService } from './prisma.js'

interface Owner {
  readonly id: number
  readonly username: string
}

@Injectable()
export class Projects {
  constructor(private readonly prisma: PrismaService) {}

  async of({ id, username }: Owner) {
    const projects = await this.prisma.project.findMany({ where: { ownerId: id }, select: { id: true, name: true } })
    return { owner: username, projects }
  }

  /** Creates a project from the body of a request; undefined: the body has no name. */
  async create(owner: Owner, body: unknown) {
    const { name } = Object(body) as { name?: unknown }
    if (typeof name !== 'string' || name === '') return undefined
    return this.prisma.project.create({ data: { name, ownerId: owner.id }, select: { id: true, name: true } })
  }
}
