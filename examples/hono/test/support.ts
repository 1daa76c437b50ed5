import { randomUUID } from 'node:crypto'
import { after } from 'node:test'

import { hashPassword } from '../src/passwords.js'
import { prisma } from '../src/prisma.js'
import { startServer } from '../src/server.js'

const server = await startServer(0)

export const { url } = server

const password = 'a password of the tests'
const passwordHash = await hashPassword(password)
const userIds: number[] = []
const cleanups: (() => Promise<void>)[] = []

/** Runs something after all tests, while the server is still there. */
export const beforeClose = (cleanup: () => Promise<void>) => cleanups.push(cleanup)

after(async () => {
  for (const cleanup of cleanups) await cleanup()
  // Their tokens and projects go with them.
  await prisma.user.deleteMany({ where: { id: { in: userIds } } })
  await server.close()
})

/** Creates a user with a project. The tests of a file share a database, and each has its own user. */
export async function createUser() {
  const username = `user-${randomUUID()}`
  const projects = { create: [{ name: `Project of ${username}` }] }
  const user = await prisma.user.create({ data: { username, passwordHash, projects } })
  userIds.push(user.id)
  return { ...user, password }
}

export type TestUser = Awaited<ReturnType<typeof createUser>>

export function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url + path, { headers })
}

export function send(method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
  const json = { 'Content-Type': 'application/json', ...headers }
  return fetch(url + path, { method, headers: json, body: JSON.stringify(body) })
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

/** Logs a user in, and returns the header of their session. */
export async function logIn({ username, password }: TestUser): Promise<{ Cookie: string }> {
  const response = await send('POST', '/login', { username, password })
  const [cookie = ''] = response.headers.getSetCookie()
  return { Cookie: cookie.split(';', 1)[0] ?? '' }
}

/** Returns whether the API lets a token in. */
export async function isAccepted(token: string): Promise<boolean> {
  const { status } = await get('/api/projects', bearer(token))
  if (status === 200 || status === 401) return status === 200
  throw new Error(`The API answered ${status}`)
}
