import { optionalFunction } from '../arguments/checks.js'
import { knownOptions } from '../arguments/known-options.js'
import { getTokenFromHeaders } from '../credentials/get-token-from-headers.js'
import { WebAPITokenCredentialsError } from '../outcomes/errors.js'
import type { Authenticated } from '../outcomes/result.js'
import { authenticateKeys, type AuthenticateOptions, callOf } from '../verification/authenticate-options.js'
import type { AuthenticateRequestOptions, IncomingRequest, SessionResult } from './request-options.js'
import { repositoryContext } from './repository-context.js'
import { refusalResponse, type RequestRefusal } from './refusal-response.js'
import type { AnyTokenRepository } from './token-types.js'

/** The options, whatever the app's types are: `authenticate` reads most of them. */
type AnyRequestOptions<Framework> = Omit<AuthenticateOptions, 'address'> &
  Pick<
    AuthenticateRequestOptions<never, undefined, undefined, Framework>,
    'apiKeyHeader' | 'realm' | 'address' | 'session' | 'respond'
  >

/** What comes of a request, whatever the app's types are. */
export type RequestOutcome = Authenticated<unknown> | SessionResult<unknown> | Response

const optionKeys = { ...authenticateKeys, apiKeyHeader: true, realm: true, session: true, respond: true } as const

/**
 * Checks the options once, before there is a request, and returns what authenticates one.
 *
 * @param name - The function that got the options.
 * @throws TypeError for an invalid option.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what `session` and `address` get
export function requestAuthenticator<Framework>(
  tokens: AnyTokenRepository,
  given: object | undefined,
  name: string,
): (request: IncomingRequest, framework: Framework) => Promise<RequestOutcome> {
  const { apiKeyHeader, realm, address, session, respond, ...options } = checked<Framework>(tokens, given, name)

  async function refuse(refusal: RequestRefusal): Promise<Response> {
    const response = refusalResponse(refusal, realm)
    return respond ? respond(refusal, response) : response
  }

  return async (request, framework) => {
    let token: string | undefined
    try {
      token = getTokenFromHeaders(request.headersDistinct ?? request.headers, { apiKeyHeader })
    } catch (error) {
      if (error instanceof WebAPITokenCredentialsError) return refuse(error)
      throw error
    }
    if (token === undefined && session) {
      const found = await session(framework)
      if (found) return { ok: true, session: found }
    }
    const result = await tokens.authenticate(token, { ...options, address: address?.(framework) } as never)
    return result.ok ? result : refuse(result)
  }
}

function checked<Framework>(tokens: AnyTokenRepository, given: object | undefined, name: string) {
  const options = knownOptions(name, given as AnyRequestOptions<Framework> | undefined, optionKeys)
  const { apiKeyHeader, realm, address, session, respond, ...call } = options
  optionalFunction('address', address)
  optionalFunction('session', session)
  optionalFunction('respond', respond)
  // What they refuse, they would refuse in each request.
  getTokenFromHeaders({}, { apiKeyHeader })
  refusalResponse(new WebAPITokenCredentialsError(), realm)
  callOf(repositoryContext(tokens), call)
  return options
}
