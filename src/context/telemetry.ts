import type { RefusalReason } from '../outcomes/result.js'

/**
 * Measures what a repository does. `openTelemetry()` of `prisma-webapi-token/opentelemetry` creates one. None of its methods
 * throws.
 */
export interface Telemetry {
  /** Runs an operation, whose name is that of the verb, and returns what it returns. */
  run<T>(operation: string, work: () => T): T
  /** A request was authenticated, or refused. */
  authenticated(result: 'ok' | RefusalReason, tokenType: string | undefined): void
  /** The cache was asked for a token. */
  cacheAsked(isHit: boolean): void
  /** Digests were looked up by one query. */
  lookedUp(digests: number): void
  /** Uses of tokens were noted by one statement. */
  noted(uses: number): void
}

const methods: { readonly [Name in keyof Telemetry]: true } = {
  run: true,
  authenticated: true,
  cacheAsked: true,
  lookedUp: true,
  noted: true,
}

export function resolveTelemetry(telemetry: Telemetry | undefined): Telemetry | undefined {
  if (telemetry === undefined) return undefined
  const given = Object(telemetry) as Readonly<Record<string, unknown>>
  const missing = Object.keys(methods).find((name) => typeof given[name] !== 'function')
  if (missing === undefined) return telemetry
  throw new TypeError(`telemetry must have the method ${missing}, as that of openTelemetry() has`)
}
