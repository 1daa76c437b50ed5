import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

import { Injectable } from '@nestjs/common'

import { PrismaService } from './prisma.js'

const derive = promisify(scrypt) as (password: string, salt: string, length: number) => Promise<Buffer>

async function hashOf(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex')
  return `${salt}:${(await derive(password, salt, 32)).toString('hex')}`
}

/** The hash of a password that nobody has. */
const nobody = hashOf(randomBytes(16).toString('hex'))

@Injectable()
export class Users {
  constructor(private readonly prisma: PrismaService) {}

  async create(username: string, password: string) {
    return this.prisma.user.create({ data: { username, passwordHash: await hashOf(password) } })
  }

  /** Returns the user with this name, if the password is right. */
  async findByPassword(username: string, password: string) {
    const user = await this.prisma.user.findUnique({ where: { username, active: true } })
    // For a name that nobody has it takes as long, so that the time does not tell which names there are.
    const [salt = '', hash = ''] = (user?.passwordHash ?? (await nobody)).split(':')
    const isRight = timingSafeEqual(await derive(password, salt, 32), Buffer.from(hash, 'hex'))
    return isRight ? user : null
  }

  async findActive(id: number) {
    return this.prisma.user.findUnique({ where: { id, active: true }, select: { id: true, username: true } })
  }
}
