import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

import { prisma } from './prisma.js'

const derive = promisify(scrypt) as (password: string, salt: string, length: number) => Promise<Buffer>

async function hashOf(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex')
  return `${salt}:${(await derive(password, salt, 32)).toString('hex')}`
}

/** The hash of a password that nobody has. */
const nobody = hashOf(randomBytes(16).toString('hex'))

export async function createUser(username: string, password: string) {
  return prisma.user.create({ data: { username, passwordHash: await hashOf(password) } })
}

/** Returns the user with this name, if the password is right. */
export async function findUserByPassword(username: string, password: string) {
  const user = await prisma.user.findUnique({ where: { username, active: true } })
  // For a name that nobody has it takes as long, so that the time does not tell which names there are.
  const [salt = '', hash = ''] = (user?.passwordHash ?? (await nobody)).split(':')
  const isRight = timingSafeEqual(await derive(password, salt, 32), Buffer.from(hash, 'hex'))
  return isRight ? user : null
}

export async function findActiveUser(id: number) {
  return prisma.user.findUnique({ where: { id, active: true }, select: { id: true, username: true } })
}
