import { WebAPITokenError, WebAPITokenRepository } from '../../src/index.js'
import type { TestClient } from '../support/databases.js'
import type { Acknowledged, Generated } from './acknowledged.js'

/** What the lanes of all nodes have in common. */
export interface Shared {
  readonly users: readonly { readonly id: number }[]
  /** Tokens that all nodes know, and that any lane may change or end. */
  readonly tokens: readonly Generated[]
  readonly acknowledged: Acknowledged
  /** Of each token, what lanes have written there. */
  readonly notes: Map<number, string[]>
}

/** The calls of one lane that another one was faster than, and what is no refusal but a fault. */
export interface LaneReport {
  refusals: number
  readonly faults: unknown[]
}

/** Calls each verb in each round, one after the other: on tokens of its own, and on those that all lanes share. */
export async function runLane(client: TestClient, name: string, rounds: number, shared: Shared): Promise<LaneReport> {
  const { users, acknowledged } = shared
  const report: LaneReport = { refusals: 0, faults: [] }
  const tokens = new WebAPITokenRepository(client)
  const limited = new WebAPITokenRepository(client, { maxTokensPerUser: 5 })
  tokens.on('lastUsedFailed', ({ error }) => report.faults.push(error))

  const any = () => {
    const token = shared.tokens[Math.floor(Math.random() * shared.tokens.length)]
    if (!token) throw new Error('There are shared tokens')
    return token
  }
  const attempt = async <R>(call: () => Promise<R>): Promise<R | undefined> => {
    try {
      return await call()
    } catch (error) {
      if (error instanceof WebAPITokenError) report.refusals++
      else report.faults.push(error)
      return undefined
    }
  }

  async function changeShared(round: number): Promise<void> {
    const used = any()
    await attempt(() => tokens.authenticate(used.token, { lastUsedInterval: 0 }))

    const changed = any().record.id
    const note = `${name} ${round}`
    if (await attempt(() => tokens.updateToken({ id: changed }, { note }))) {
      shared.notes.set(changed, [...(shared.notes.get(changed) ?? []), note])
    }

    const revoked = any()
    if (await attempt(() => tokens.invalidateToken(revoked.token))) acknowledged.revoked(revoked)

    const old = any()
    // By its id: a second rotation by the token itself would be a reuse, which ends the successors.
    const successor = await attempt(() => tokens.rotateToken({ id: old.record.id }))
    if (!successor) return
    acknowledged.revoked(old)
    acknowledged.generated(successor)
  }

  async function changeOwn(round: number): Promise<void> {
    const user = users[round % users.length] ?? 0
    const first = await tokens.generateToken(user)
    const second = await tokens.rotateToken(first.token, { retireOnFirstUse: true })
    if ((await tokens.authenticate(second.token)).ok) acknowledged.revoked(first)
    acknowledged.generated(second)

    const many: Generated[] = []
    for await (const batch of tokens.generateTokens(users)) many.push(...batch)
    if (round % 2 === 0) {
      await tokens.invalidateTokens({ where: { id: { in: many.map(({ record }) => record.id) } } })
      for (const token of many) acknowledged.revoked(token)
    } else {
      acknowledged.generated(...many)
    }

    const one = await attempt(() => limited.generateToken(user))
    if (one) acknowledged.generated(one)
  }

  for (let round = 0; round < rounds; round++) {
    await changeShared(round)
    await attempt(() => changeOwn(round))
  }
  return report
}
