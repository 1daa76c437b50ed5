import { hexDigest, sha256Digest, WebAPITokenRepository } from 'prisma-webapi-token'

import { Prisma } from './generated/client.js'
import { prisma } from './prisma.js'

const options = {
  tokenType: 'dub',
  // The tokens of before: 24 characters.
  accepts: (text: string) => /^dub_[0-9A-Za-z]{24}$/.test(text),
  // While processes of before run, bare digests are written. Once they are gone: [sha256Digest(), hexDigest(…)].
  digests: [hexDigest({ algorithm: 'sha256', writable: true }), sha256Digest()],
}

export const userTokens = new WebAPITokenRepository(prisma, { ...options, model: 'token' as const })

export const scopes = ['links.read', 'links.write', 'domains.read', 'domains.write'] as const

export type Scope = (typeof scopes)[number]

export const workspaceTokens = new WebAPITokenRepository(prisma, {
  ...options,
  model: 'restrictedToken' as const,
  owner: 'projectId' as const,
  scopes,
})

/** Authenticates a request: a token of a workspace needs the scopes, one of a user may do what the user may. */
export async function authenticate(token: string, required: readonly Scope[]) {
  const result = await workspaceTokens.authenticate(token, { scopes: required })
  if (result.ok) return result
  if (result.reason === 'unknown') return userTokens.authenticate(token)
  // A process of before may have written the token, as text alone.
  const isFilled = result.reason === 'insufficient-scope' && (await fillScopes(result.record?.id)) > 0
  return isFilled ? workspaceTokens.authenticate(token, { scopes: required }) : result
}

/** Turns the text into a list: after the migration for all tokens, and for one that is missed. What has a list keeps it. */
export async function fillScopes(id?: string): Promise<number> {
  const empty = { scopes: { equals: Prisma.DbNull }, scopesText: { not: null }, ...(id !== undefined && { id }) }
  const rows = await prisma.restrictedToken.findMany({ where: empty, select: { id: true, scopesText: true } })
  let filled = 0
  for (const row of rows) {
    const known = scopes.filter((scope) => row.scopesText?.split(' ').includes(scope))
    if (known.length === 0) continue
    const { count } = await workspaceTokens.updateToken({ id: row.id }, { scopes: known })
    filled += count
  }
  return filled
}

export function createWorkspaceToken(projectId: string, userId: string, name: string, given: readonly Scope[]) {
  const data = { name, userId, scopesText: given.join(' ') }
  return workspaceTokens.generateToken(projectId, { scopes: given, data })
}

/** Changes both, so that the text does not bring back what the list has lost. */
export function changeScopes(projectId: string, id: string, given: readonly Scope[]) {
  const data = { scopesText: given.length > 0 ? given.join(' ') : null }
  return workspaceTokens.of(projectId).updateToken({ id }, { scopes: given, data })
}
