// A stand-in for the users of your app.
import { hashPassword } from './passwords.js'
import { prisma } from './prisma.js'

export async function seedUsers(): Promise<void> {
  const passwordHash = await hashPassword('demo')
  for (const username of ['ada', 'grace']) {
    const projects = { create: [{ name: `Project of ${username}` }] }
    await prisma.user.upsert({ where: { username }, update: {}, create: { username, passwordHash, projects } })
  }
}
