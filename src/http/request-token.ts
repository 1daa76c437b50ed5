import { challengeHeaders } from '../credentials/challenge-headers.js'
import type { Authenticated } from '../outcomes/result.js'
import type { RequestOutcome } from './request-authenticator.js'
import type { TokenOf } from './token-types.js'

/** The token of a request that was let in; undefined for one that was let in by its session. */
export type RequestToken<Tokens, Select, Include, Session> =
  TokenOf<Tokens, Select, Include> | ([Session] extends [never] ? never : undefined)

/** Returns the token of a request that was let in. */
export function tokenOfRequest(outcome: Exclude<RequestOutcome, Response>): Authenticated<unknown> | undefined {
  return 'session' in outcome ? undefined : outcome
}

/** Returns the headers for the response to a request that was let in. */
export function headersFor(token: Authenticated<unknown> | undefined): [name: string, value: string][] {
  return token ? Object.entries(challengeHeaders(token)) : []
}
