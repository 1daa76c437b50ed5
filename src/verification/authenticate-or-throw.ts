import type { AppRecord } from '../client/token-row.js'
import type { TokenContext } from '../context/context.js'
import { WebAPITokenAuthenticationError } from '../outcomes/errors.js'
import { authenticate } from './authenticate.js'
import type { AuthenticateOptions } from './authenticate-options.js'
import type { Authenticated } from '../outcomes/result.js'

const codes = {
  missing: 'ERR_WEBAPI_TOKEN_MISSING',
  malformed: 'ERR_WEBAPI_TOKEN_MALFORMED',
  unknown: 'ERR_WEBAPI_TOKEN_UNKNOWN',
  invalid: 'ERR_WEBAPI_TOKEN_INVALID',
  expired: 'ERR_WEBAPI_TOKEN_EXPIRED',
  'user-inactive': 'ERR_WEBAPI_TOKEN_USER_INACTIVE',
  'owner-inactive': 'ERR_WEBAPI_TOKEN_OWNER_INACTIVE',
  'insufficient-scope': 'ERR_WEBAPI_TOKEN_INSUFFICIENT_SCOPE',
  'rate-limited': 'ERR_WEBAPI_TOKEN_RATE_LIMITED',
} as const

export async function authenticateOrThrow(
  context: TokenContext,
  token: unknown,
  options: AuthenticateOptions | undefined,
): Promise<Authenticated<AppRecord>> {
  const result = await authenticate(context, token, options)
  if (result.ok) return result
  throw new WebAPITokenAuthenticationError(codes[result.reason], result.message, result.publicMessage, result)
}
