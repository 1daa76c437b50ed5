import { randomUUID } from 'node:crypto'

import { legacySha1Generator, TokenGeneratorRegistry, WebAPITokenRepository } from '../../src/index.js'
import type { TestDatabase } from '../support/databases.js'

/** The repository that the servers of these tests authenticate by. */
export type ServiceTokens = ReturnType<typeof serviceTokens>

export function serviceTokens({ prisma }: Pick<TestDatabase, 'prisma'>) {
  const generators = new TokenGeneratorRegistry().register(legacySha1Generator({ secretKey: 'old' }))
  return new WebAPITokenRepository(prisma, {
    model: 'deviceToken',
    owner: 'deviceId',
    tokenType: 'acme',
    generators,
    scopes: ['projects:read', 'projects:write'],
    include: { device: true },
    maxTokensPerOwner: 50,
    maxLifetime: 30 * 86_400_000,
    limiter: {
      failures: {
        consume: (key) => (key === 'address:blocked' ? refuse({ msBeforeNext: 30_000 }) : Promise.resolve()),
      },
    },
  })
}

// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as rate-limiter-flexible does
const refuse = (rejection: object) => Promise.reject(rejection)

/** Stands for the session of a cookie: the id of a device. */
export const sessionHeader = 'x-session'

/** The address, as a proxy would tell it. */
export const addressHeader = 'x-address'

export function createDevice({ prisma }: Pick<TestDatabase, 'prisma'>) {
  return prisma.device.create({ data: { id: randomUUID() } })
}

/** What the servers do with a request that they let in. */
export function projectsOf(token: {
  readonly record: { readonly id: number; readonly device: { readonly id: string } | null }
}) {
  return { id: token.record.id, device: token.record.device?.id ?? null }
}

/** A server of a framework with the routes of the contract. */
export interface Service {
  readonly url: string
  close(): Promise<void>
}
