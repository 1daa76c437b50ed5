import { challengeHeaders } from '../credentials/challenge-headers.js'
import { WebAPITokenCredentialsError } from '../outcomes/errors.js'
import type { Refused } from '../outcomes/result.js'
import { type Problem, problemResponse } from './problem.js'

/** Why a request was refused: the result of `authenticate`, or the error of two tokens in one request. */
export type RequestRefusal<Record = unknown> = Refused<Record> | WebAPITokenCredentialsError

/** Creates the response to a request that was refused: its body reveals nothing that its headers do not. */
export function refusalResponse(refusal: RequestRefusal, realm: string | undefined): Response {
  const headers = challengeHeaders(refusal, { realm })
  if (refusal instanceof WebAPITokenCredentialsError) {
    return problemResponse(400, `${refusal.message}.`, { error: 'invalid_request' }, headers)
  }
  return problemResponse(refusal.status, refusal.publicMessage, membersOf(refusal), headers)
}

/** RFC 6750 has no error for a request without a token. */
function membersOf({ reason, status, scopes }: Refused<unknown>): Pick<Problem, 'error' | 'scope'> {
  if (reason === 'missing' || status === 429) return {}
  return scopes ? { error: 'insufficient_scope', scope: scopes.join(' ') } : { error: 'invalid_token' }
}
