import { challengeHeaders } from '../credentials/challenge-headers.js'
import type { SessionResult } from './request-options.js'
import type { RequestOutcome } from './request-authenticator.js'
import type { TokenOf } from './token-types.js'

/** What has let a request in: its token, or where sessions are taken, a session. */
export type RequestToken<Tokens, Select, Include, Session> =
  TokenOf<Tokens, Select, Include> | ([Session] extends [never] ? never : SessionResult<Session>)

/** Returns the headers for the response to a request that was let in. */
export function headersFor(outcome: Exclude<RequestOutcome, Response>): [name: string, value: string][] {
  return 'session' in outcome ? [] : Object.entries(challengeHeaders(outcome))
}
