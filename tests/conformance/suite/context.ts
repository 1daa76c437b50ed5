import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'

import { eventNames } from '../../../src/events/events.js'
import {
  nanoidGenerator,
  type TokenGenerator,
  TokenGeneratorRegistry,
  WebAPITokenRepository,
  type WebAPITokenRepositoryOptions,
} from '../../../src/index.js'
import { createTestToken, type TestTokenOverrides } from '../../../src/testing/index.js'
import type { TestClient, TestDatabase } from '../../support/databases.js'

/** What the parts of the suite share: the database of the file, and all that was said and shown in it. */
export interface SuiteContext {
  readonly db: TestDatabase
  /** Every token that was generated, in plain text. */
  readonly plaintexts: string[]
  /** Every error, event, log line and query that an app could have written somewhere. */
  readonly observed: Texts
}

/** Texts without their repetitions: statements come thousands of times, and would fill the memory. */
export class Texts extends Set<string> {
  push(...texts: readonly string[]): void {
    for (const text of texts) this.add(text)
  }
}

let sequence = 0

/** A name or a token that no other test uses. */
export function unique(prefix: string): string {
  return `${prefix}-${++sequence}-${randomBytes(8).toString('hex')}`
}

export function createUser(prisma: Pick<TestClient, 'user'>, password = '') {
  return prisma.user.create({ data: { username: unique('user'), password } })
}

/** A token that could be one, and is in no table. */
export function neverGenerated(): string {
  return nanoidGenerator().createToken({ tokenType: 'wat' })
}

/** A generator that returns the given tokens in turn, the last one again and again, and counts. */
export function givenTokens(...tokens: string[]): TokenGenerator & { calls: number } {
  return {
    id: 'given',
    calls: 0,
    createToken() {
      return tokens[Math.min(this.calls++, tokens.length - 1)] ?? ''
    },
    validateToken: (token) => tokens.includes(token),
  }
}

/** Keeps what goes past: the tokens of each generator, and all that is logged. */
export function watched(context: SuiteContext, options: WebAPITokenRepositoryOptions, generator?: TokenGenerator) {
  const generators = options.generators ?? new TokenGeneratorRegistry()
  if (generator) generators.register(generator)
  for (const original of [...generators]) {
    generators.register({
      ...original,
      createToken(info) {
        const token = original.createToken(info)
        context.plaintexts.push(token)
        return token
      },
    })
  }
  const logger = {
    error: (message: string, detail?: unknown) => {
      context.observed.push(message, inspect(detail))
      options.logger?.error(message, detail)
    },
  }
  return { ...options, generators, logger, ...(generator && { defaultTokenGeneratorId: generator.id }) }
}

/** A repository for the model as it ships. */
export function repository(
  context: SuiteContext,
  options: WebAPITokenRepositoryOptions & { generator?: TokenGenerator; client?: TestClient } = {},
) {
  const { generator, client = context.db.prisma, ...others } = options
  const tokens = new WebAPITokenRepository(client, watched(context, others, generator))
  return watchEvents(context, tokens)
}

/** A repository for the renamed, mapped model with String ids. */
export function accessTokens(context: SuiteContext, options: { generator?: TokenGenerator } = {}) {
  const watchedOptions = watched(context, {}, options.generator)
  return watchEvents(
    context,
    new WebAPITokenRepository(context.db.prisma, { ...watchedOptions, model: 'accessToken' as const }),
  )
}

/** A row of the model as it ships, in any state, that a repository with the default options recognises. */
export function testToken(
  prisma: TestClient,
  user: number | { id: number },
  overrides?: TestTokenOverrides<TestClient['webAPIToken']>,
) {
  return createTestToken(prisma, user, overrides, {})
}

/** A repository for the model with BigInt ids. */
export function robotTokens(context: SuiteContext, options: { generator: TokenGenerator }) {
  const watchedOptions = watched(context, {}, options.generator)
  return watchEvents(
    context,
    new WebAPITokenRepository(context.db.prisma, { ...watchedOptions, model: 'robotToken' as const }),
  )
}

function watchEvents<T extends { on(name: (typeof eventNames)[number], listener: (event: object) => void): T }>(
  { observed }: SuiteContext,
  tokens: T,
): T {
  for (const name of eventNames) tokens.on(name, (event) => observed.push(inspect(event, { depth: 8 })))
  return tokens
}

/** The error of a promise that must fail. */
export async function failure(context: SuiteContext, promise: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('Expected an error')
  context.observed.push(
    error.message,
    String(error.stack),
    inspect(error, { depth: 8 }),
    JSON.stringify(error),
    inspect(error.cause),
  )
  return error
}

/** Runs `fn`, and returns the statements that reached the database in the meantime, but for BEGIN and COMMIT. */
export async function statementsOf(
  context: SuiteContext,
  fn: (client: TestClient) => Promise<unknown>,
  options: object = {},
): Promise<string[]> {
  const client = await context.db.connect({ ...options, log: [{ emit: 'event', level: 'query' }] })
  const statements: string[] = []
  const listener = (event: { query: string; params: string }) => {
    statements.push(event.query)
    context.observed.push(event.query, event.params)
  }
  ;(
    client as unknown as { $on(event: 'query', listener: (event: { query: string; params: string }) => void): void }
  ).$on('query', listener)
  await fn(client)
  await client.$disconnect()
  return statements
}
