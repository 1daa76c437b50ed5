interface Prelude {
  /** Declarations of what the blocks take for granted, beside those that all texts have. */
  readonly taken?: string
  /** The same, in place of what all texts have. */
  readonly whole?: string
  /** Modules of the app that blocks import. */
  readonly files?: { readonly [name: string]: string }
}

const prismaModule = `
import type { PrismaClient } from '../client/client.js'
export declare const prisma: PrismaClient
`

/** What every text takes for granted. */
export const commonPrelude = `
import type { PrismaClient, Project, Team, User, WebAPIToken } from './client/client.js'
import { WebAPITokenRepository, webAPITokens } from 'prisma-webapi-token'

export { WebAPITokenRepository, webAPITokens }
export declare const prisma: PrismaClient
export const tokens = new WebAPITokenRepository(prisma, {
  tokenType: 'acme',
  scopes: ['projects:read', 'projects:write'],
  include: { user: true },
  audit: true,
})
export const db = prisma.$extends(webAPITokens({ tokenType: 'acme' }))

export declare const user: User
export declare const users: User[]
export declare const team: Team
export declare const project: Project
export declare const record: Omit<WebAPIToken, 'token'>
export declare const token: string
export declare const id: number
export declare const cursor: string | null
export declare const password: string
export declare const key: Buffer
export declare const newKey: Buffer
export declare const secretKey: string
export declare const connectionString: string
export declare const lastYear: Date
export declare const twoYearsAgo: Date
export declare const signal: AbortSignal
export declare const where: { note: string }
export declare const document: unknown
export declare const session: { user: User }
export declare const context: { waitUntil(promise: Promise<unknown>): void }
export declare const request: Request & { ip: string; id: string; user: User; params: { id: string } }
export declare const storeClient: object

export declare function onProgress(progress: { count: number }): void
export declare function log(...details: unknown[]): void
export declare function audit(...details: unknown[]): void
export declare function deliver(userId: number, token: string): Promise<void>
export declare function remind(user: User, tokenHint: string, expires: Date | null): Promise<void>
export declare function tell(ownerId: unknown, url: string): Promise<void>
`

const readmePrelude = `
import type { Express } from 'express'
import { WebAPITokenRepository } from 'prisma-webapi-token'
import type { PrismaClient, User, WebAPIToken } from './client/client.js'

declare global {
  namespace Express {
    interface Request {
      session: { user: User }
    }
  }
}
export declare const prisma: PrismaClient
export { WebAPITokenRepository }
export declare const app: Express
export declare const user: User
export declare const record: WebAPIToken
export declare const token: string
export declare const lastYear: Date
export const tokens = new WebAPITokenRepository(prisma, {
  tokenType: 'acme',
  scopes: ['projects:read', 'projects:write'],
  include: { user: true },
  isOwnerActive: ({ user }) => user.active,
  maxLifetime: 90 * 86_400_000,
})
`

/** What single texts take for granted, by their names. */
export const preludes: { readonly [name: string]: Prelude } = {
  README: { whole: readmePrelude },
  'audit-trail': { taken: 'export declare const team: { id: number }' },
  cli: { files: { 'generated/prisma/client.ts': "export * from '../../../client/client.js'" } },
  'coming-from-djblets': {
    files: { 'prisma.ts': prismaModule, 'secret-key.ts': 'export declare const secretKey: string' },
  },
  'coming-from-better-auth': {
    taken: 'export declare const session: { user: { id: string } }',
    files: {
      'better-auth-keys.ts': `
import type { Digest } from 'prisma-webapi-token'
export declare const betterAuthDigest: Digest
export declare function isBetterAuthKey(text: string): boolean
`,
    },
  },
  http: {
    taken: `
import type { Express, Request as ExpressRequest } from 'express'
import type { FastifyInstance, FastifyRequest as FastifyRequestOfFastify } from 'fastify'
import type { Hono } from 'hono'
import type { User } from '../client/client.js'
import { tokens } from '../common.js'

declare global {
  namespace Express {
    interface Request {
      session: { user: User }
    }
  }
}
declare module 'fastify' {
  interface FastifyRequest {
    session: { user: User }
  }
}
export declare const app: Express
export declare const fastify: FastifyInstance
export type FastifyRequest = FastifyRequestOfFastify
export declare const hono: Hono<{ Variables: { user: User } }>
export type Tokens = typeof tokens
export type ScopeOfTokens = 'projects:read' | 'projects:write'
export declare const TOKENS: unique symbol
export declare function auth(): Promise<{ user: User } | null>
export declare function userOf(request: Request): Promise<User | undefined>
`,
  },
  'scaling-out': {
    taken: `
import type { Prisma, PrismaClient } from '../client/client.js'
export declare const store: Map<string, never>
export declare function background(note: Promise<void>): void
export declare const id: string
export declare function forTenant(id: string): { name: string }
`,
  },
  'replace-your-api-key-model': {
    files: {
      'prisma.ts': prismaModule,
      'generated/client.ts': "export * from '../../client/client.js'",
      'old-keys.ts': `
export declare function isOldKey(text: string): boolean
export declare function prefixOf(key: string): string
export declare function verifies(key: string, stored: string): boolean
`,
    },
  },
  'secret-scanning': {
    taken: `
import type { GitHubPublicKeys } from 'prisma-webapi-token/secret-scanning'
export declare const keys: GitHubPublicKeys
`,
  },
}
