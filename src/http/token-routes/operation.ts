import type { Id } from '../../client/id.js'
import type { ProblemStatus } from '../problem.js'
import type { TokensOfOwner } from '../../repository/verbs.js'
import type { Fields } from './fields.js'

/** The verbs of one owner, whatever the app's types are. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- they are invariant
export type OwnTokens = TokensOfOwner<any, any, any>

/** What an operation is asked for, with all of it checked. */
export interface OperationInput<Context> {
  readonly own: OwnTokens
  /** The id in the path. */
  readonly id: Id
  readonly query: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
  readonly context: Context
}

/** One of the routes: what it takes and answers, for its checks as for its documentation, and what it does. */
export interface Operation<Context> {
  readonly operationId: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the path of the routes. */
  readonly path: '/' | '/{id}' | '/{id}/rotate'
  readonly summary: string
  readonly query?: Fields
  readonly body?: Fields
  readonly answer: { readonly status: number; readonly description: string; readonly schema?: string }
  readonly problems: readonly ProblemStatus[]
  readonly run: (input: OperationInput<Context>) => Promise<Response>
}
