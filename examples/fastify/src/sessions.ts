import { createHmac, timingSafeEqual } from 'node:crypto'

import { findActiveUser, findUserByPassword } from './users.js'

const eightHours = 8 * 3_600

/** Checks a username and a password, and returns the cookie of a new session: the id of the user and an end, signed. */
export async function logIn(body: unknown): Promise<string | undefined> {
  const { username, password } = Object(body) as { username?: unknown; password?: unknown }
  if (typeof username !== 'string' || typeof password !== 'string') return undefined
  const user = await findUserByPassword(username, password)
  if (!user) return undefined
  const content = `${user.id}.${Date.now() + eightHours * 1_000}`
  // `Lax` keeps the cookie out of requests of other sites that change something: see `tokenRoutes` on CSRF.
  const attributes = `Path=/; Max-Age=${eightHours}; HttpOnly; SameSite=Lax`
  const secure = process.env.NODE_ENV === 'production' ? '; Secure' : ''
  return `session=${content}.${signatureOf(content)}; ${attributes}${secure}`
}

/** Returns the user of the session in the header `Cookie`; null: nobody is logged in. */
export async function userOfSession(cookies: string | null | undefined) {
  const [, content = '', id, end, signature = ''] =
    /(?:^|; )session=((\d+)\.(\d+))\.([\w-]+)(?:;|$)/.exec(cookies ?? '') ?? []
  if (!isSame(signature, signatureOf(content)) || Number(end) < Date.now()) return null
  return findActiveUser(Number(id))
}

function signatureOf(content: string): string {
  const secret = process.env.SESSION_SECRET
  if (!secret) throw new Error('SESSION_SECRET is not set')
  return createHmac('sha256', secret).update(content).digest('base64url')
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
