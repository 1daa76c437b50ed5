import { WebAPITokenRepository } from '../../src/index.js'
import type { TestClient } from '../support/databases.js'
import type { Acknowledged, Generated } from './acknowledged.js'

/** Generates, rotates and revokes on one node until it is stopped, whatever becomes of the node. */
export class Writer {
  done = 0
  failed = 0
  /** Milliseconds. */
  longest = 0
  /** What calls have failed with. */
  readonly errors = new Set<string>()
  readonly #tokens: WebAPITokenRepository<TestClient>
  readonly #user: { id: number }
  readonly #acknowledged: Acknowledged
  #isStopped = false

  constructor(client: TestClient, user: { id: number }, acknowledged: Acknowledged) {
    this.#tokens = new WebAPITokenRepository(client)
    this.#user = user
    this.#acknowledged = acknowledged
  }

  stop(): void {
    this.#isStopped = true
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      const first = await this.#call(() => this.#tokens.generateToken(this.#user))
      if (!first) continue
      this.#acknowledged.generated(first)
      const second = await this.#end(first, () => this.#tokens.rotateToken(first.token))
      if (!second) continue
      this.#acknowledged.generated(second)
      if (this.done % 2 === 0) await this.#end(second, () => this.#tokens.invalidateToken(second.token))
    }
  }

  /** A call without an answer may have ended the token or not. */
  async #end<R>(token: Generated, call: () => Promise<R>): Promise<R | undefined> {
    this.#acknowledged.unknown(token)
    const result = await this.#call(call)
    if (result) this.#acknowledged.revoked(token)
    return result
  }

  async #call<R>(call: () => Promise<R>): Promise<R | undefined> {
    const start = performance.now()
    try {
      const result = await call()
      this.done++
      return result
    } catch (error) {
      this.failed++
      const { code, message } = error as { code?: string; message: string }
      this.errors.add(`${code} ${message.trim().split('\n').at(-1)}`)
      return undefined
    } finally {
      this.longest = Math.max(this.longest, performance.now() - start)
    }
  }
}
