import { jsonResponse } from './json-response.js'

/** Problem details after RFC 9457, with members of this library's. */
export interface Problem {
  /** Always `about:blank`: the status says what kind of problem it is. */
  readonly type: 'about:blank'
  /** The phrase of the status. */
  readonly title: string
  /** The status of the response. */
  readonly status: number
  /** For people. */
  readonly detail: string
  /** The error code of RFC 6750, section 3.1, where a token was refused. */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope'
  /** The scopes that the request needs, separated by spaces. */
  readonly scope?: string
  /** A `WebAPITokenErrorCode`. */
  readonly code?: string
  /** What is wrong in the body of the request: `pointer` is a JSON pointer (RFC 6901), as a fragment. */
  readonly errors?: readonly { readonly detail: string; readonly pointer: string }[]
}

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
} as const

/** The statuses of problems. */
export type ProblemStatus = keyof typeof titles

/** Creates the response of a problem, which nobody stores. */
export function problemResponse(
  status: ProblemStatus,
  detail: string,
  members?: Omit<Problem, 'type' | 'title' | 'status' | 'detail'>,
  headers?: Readonly<Record<string, string>>,
): Response {
  const problem: Problem = { type: 'about:blank', title: titles[status], status, detail, ...members }
  return jsonResponse(status, problem, { type: 'application/problem+json', ...(headers && { headers }) })
}
