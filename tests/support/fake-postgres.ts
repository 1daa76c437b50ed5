import { EventEmitter } from 'node:events'

import type { PostgresClient } from '../../src/index.js'

/** What a client asks for. */
export type Step = 'connect' | 'listen' | 'notify' | 'end'

export const fatal = new Error('terminating connection due to administrator command')

/** A server with LISTEN and NOTIFY, each answer of which a test may forbid, withhold or have followed by more. */
export class FakePostgres {
  readonly clients: FakeClient[] = []
  readonly notified: string[][] = []
  /** Whether LISTEN has no effect. */
  isDeaf = false
  /** Whether only what comes along with an answer is passed on, as by a pooler in transaction mode. */
  isPooler = false
  /** An error is answered, and `false` nothing. */
  answer: (client: FakeClient, step: Step, messages: readonly string[]) => Error | false | undefined = () => undefined
  /** Called in the tick of the answer, as when more has come with the same read. */
  alongWith: (client: FakeClient, step: Step) => void = () => undefined

  readonly createClient = (): FakeClient => {
    const client = new FakeClient(this)
    this.clients.push(client)
    return client
  }

  /** The one that listens. */
  get listener(): FakeClient {
    const listener = this.clients.findLast(({ channel }) => channel !== undefined)
    if (!listener) throw new Error('Nobody listens')
    return listener
  }

  get published(): string[] {
    return this.notified.flat().filter((message) => !message.startsWith('pulse:'))
  }

  deliver(messages: readonly string[], by?: FakeClient): void {
    if (this.isDeaf) return
    for (const client of this.isPooler && by ? [by] : this.clients) {
      for (const payload of messages) client.emit('notification', { channel: client.channel ?? 'none', payload })
    }
  }
}

export class FakeClient extends EventEmitter implements PostgresClient {
  readonly server: FakePostgres
  channel: string | undefined
  unrefs = 0
  ends = 0
  /** How many statements have not been answered. */
  running = 0
  mostRunning = 0

  constructor(server: FakePostgres) {
    super()
    this.server = server
  }

  connect(): Promise<void> {
    return this.#ask('connect', () => undefined)
  }

  async query(sql: string, values?: unknown[]): Promise<void> {
    this.mostRunning = Math.max(this.mostRunning, ++this.running)
    const channel = /^LISTEN "(.*)"$/.exec(sql)?.[1]
    const messages = (values?.[1] ?? []) as string[]
    await this.#ask(
      channel === undefined ? 'notify' : 'listen',
      () => {
        if (channel !== undefined) this.channel = channel
        else {
          this.server.notified.push(messages)
          this.server.deliver(messages, this)
        }
      },
      messages,
    ).finally(() => this.running--)
  }

  end(): Promise<void> {
    this.ends++
    return this.#ask('end', () => this.emit('end'))
  }

  unref(): void {
    this.unrefs++
  }

  #ask(step: Step, work: () => void, messages: readonly string[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        const answer = this.server.answer(this, step, messages)
        if (answer === false) return
        if (answer) reject(answer)
        else {
          work()
          resolve()
        }
        this.server.alongWith(this, step)
      })
    })
  }
}
