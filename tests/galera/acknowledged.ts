import { WebAPITokenRepository } from '../../src/index.js'
import type { TestCluster } from './test-cluster.js'

/** A token that a call has returned. */
export interface Generated {
  readonly token: string
  readonly record: { readonly id: number }
}

/** What the calls of a test have promised. */
export class Acknowledged {
  readonly valid = new Map<number, string>()
  readonly ended = new Map<number, string>()

  generated(...tokens: readonly Generated[]): void {
    for (const { token, record } of tokens) this.valid.set(record.id, token)
  }

  revoked({ token, record }: Generated): void {
    this.valid.delete(record.id)
    this.ended.set(record.id, token)
  }

  /** Forgets a token that a call without an answer may have ended. */
  unknown({ record }: Generated): void {
    this.valid.delete(record.id)
  }
}

/** Asks each node for each token, and returns what breaks a promise. */
export async function brokenPromises({ members }: TestCluster, { valid, ended }: Acknowledged): Promise<string[]> {
  const broken = members.map(async ({ node, reader }) => {
    // Without the notes of their uses, which would be writes.
    const tokens = new WebAPITokenRepository(reader, { lastUsedInterval: Infinity })
    const isAccepted = async (token: string) => (await tokens.authenticate(token)).ok
    const found: string[] = []
    for (const [id, token] of valid) if (!(await isAccepted(token))) found.push(`${node.name} refuses ${id}`)
    for (const [id, token] of ended) if (await isAccepted(token)) found.push(`${node.name} accepts ${id}`)
    return found
  })
  return (await Promise.all(broken)).flat()
}
