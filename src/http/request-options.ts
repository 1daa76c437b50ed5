import type { ChallengeHeadersOptions } from '../credentials/challenge-headers.js'
import type { GetTokenFromHeadersOptions, RequestHeaders } from '../credentials/get-token-from-headers.js'
import type { AuthenticateOptions } from '../verification/authenticate-options.js'
import type { RequestRefusal } from './refusal-response.js'
import type { AnyTokenRepository, RecordOf, ScopeOf } from './token-types.js'

/** A request, as far as it is read: one of the Fetch API, or Node's, whose `headersDistinct` tells of two headers of one name. */
export interface IncomingRequest {
  readonly headers: RequestHeaders
  readonly headersDistinct?: RequestHeaders | undefined
}

/** The options of `authenticateRequest`: those of `authenticate`, and of what comes before and after it. */
export interface AuthenticateRequestOptions<
  Tokens = AnyTokenRepository,
  Select = undefined,
  Include = undefined,
  IncomingType = IncomingRequest,
  Session = unknown,
>
  extends
    Omit<AuthenticateOptions<RecordOf<Tokens, Select, Include>, Select, Include, ScopeOf<Tokens>>, 'address'>,
    GetTokenFromHeadersOptions,
    ChallengeHeadersOptions {
  /**
   * Returns the address of the request for the `limiter` of the repository. Behind a proxy it is in a header, which others can
   * write unless the proxy does. Default: none with the Fetch API, and what the framework says with its adapter.
   */
  address?: ((request: IncomingType) => string | undefined) | undefined
  /**
   * Returns the session of a request without a token, which is let in then; undefined, null, false, 0 or '': it has none. A
   * request with a token is decided by it alone. Routes that change something need protection against CSRF as soon as they take
   * sessions. Default: no sessions.
   */
  session?: ((request: IncomingType) => SessionOrNone<Session> | Promise<SessionOrNone<Session>>) | undefined
  /** Returns another response than `response` to a refused request. Default: `response`, with its problem details. */
  respond?: ((refusal: RequestRefusal, response: Response) => Response | Promise<Response>) | undefined
}

type SessionOrNone<Session> = Session | undefined | null | false

/** A request without a token that has a session. */
export interface SessionResult<Session> {
  readonly ok: true
  readonly session: Session
  readonly record?: undefined
}
