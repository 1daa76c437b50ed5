// The app's own code for its keys of before, `sk_<prefix>_<secret>`, which goes once the last of them has gone.
import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'

const hex = (text: string) => createHash('sha256').update(text).digest('hex')

const isEqual = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export const isOldKey = (text: string) => /^sk_[\w-]{8}_[\w-]{32}$/.test(text)

export const prefixOf = (key: string) => key.slice(3, 11)

export function newKey(): string {
  return `sk_${randomBytes(6).toString('base64url')}_${randomBytes(24).toString('base64url')}`
}

export function hashed(key: string): string {
  const salt = randomBytes(16).toString('base64url')
  return `sha256$${salt}$${hex(`${salt}:${key}`)}`
}

export function slowlyHashed(key: string): string {
  const salt = randomBytes(16).toString('base64url')
  return `scrypt$1024$8$1$${salt}$${scryptSync(key, salt, 64, { N: 1024, r: 8, p: 1 }).toString('hex')}`
}

/** Checks a key against what is stored of it: salted SHA-256, or scrypt where the key is older. */
export function verifies(key: string, stored: string): boolean {
  const [algorithm, ...parts] = stored.split('$')
  if (algorithm === 'sha256') {
    const [salt = '', hash = ''] = parts
    return isEqual(hex(`${salt}:${key}`), hash)
  }
  if (algorithm !== 'scrypt') return false
  const [N, r, p, salt = '', hash = ''] = parts
  return isEqual(scryptSync(key, salt, 64, { N: Number(N), r: Number(r), p: Number(p) }).toString('hex'), hash)
}
