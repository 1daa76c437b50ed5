// A stand-in for the login that your app has: users are seeded, and a session is a signed cookie that nobody can end early.
import { randomBytes } from 'node:crypto'

import type { Context } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'

import type { User } from './generated/client.js'
import { hashPassword, isPassword } from './passwords.js'
import { prisma } from './prisma.js'

const cookie = 'session'
const lifetime = 8 * 3_600
// A random one ends all sessions when the server restarts.
const secret = process.env.SESSION_SECRET ?? randomBytes(32).toString('hex')
const nobodysHash = await hashPassword(randomBytes(16).toString('hex'))

/** Starts a session. Returns undefined if the password is wrong, after the same time for a user that there is not. */
export async function logIn(c: Context, username: string, password: string): Promise<User | undefined> {
  const user = await prisma.user.findUnique({ where: { username, active: true } })
  const isRight = await isPassword(password, user?.passwordHash ?? nobodysHash)
  if (!user || !isRight) return undefined
  const expires = Date.now() + lifetime * 1_000
  await setSignedCookie(c, cookie, `${user.id}.${expires}`, secret, {
    path: '/',
    maxAge: lifetime,
    httpOnly: true,
    // No page of another site sends it along, other than by a link to this one.
    sameSite: 'Lax',
    secure: process.env.NODE_ENV === 'production',
  })
  return user
}

export function logOut(c: Context): void {
  deleteCookie(c, cookie, { path: '/' })
}

/** Returns the user who is logged in, or null. */
export async function sessionUser(c: Context): Promise<User | null> {
  const value = await getSignedCookie(c, secret, cookie)
  const [id = 0, expires = 0] = value ? value.split('.').map(Number) : []
  return expires > Date.now() ? prisma.user.findUnique({ where: { id, active: true } }) : null
}
