// Compiled by `npm run check`, never run: a class of errors takes its own codes only.
import { type AnyWebAPITokenError, type WebAPITokenErrorCode, WebAPITokenRotationError } from '../../src/index.js'
import { WebAPITokenGenerationError } from '../../src/outcomes/errors.js'

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

export const everyCodeHasAClass: Same<AnyWebAPITokenError['code'], WebAPITokenErrorCode> = true

export function codes(error: AnyWebAPITokenError): void {
  new WebAPITokenGenerationError('ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED', 'message')
  // @ts-expect-error A code of another class.
  new WebAPITokenGenerationError('ERR_WEBAPI_TOKEN_INVALID_POLICY', 'message')
  if (error.code === 'ERR_WEBAPI_TOKEN_LIMIT_REACHED') error.limit satisfies number
  if (error.code === 'ERR_WEBAPI_TOKEN_INVALID_POLICY') error.path satisfies string
  if (error instanceof WebAPITokenRotationError) {
    // @ts-expect-error A rotation has no such code.
    error.code === 'ERR_WEBAPI_TOKEN_LIMIT_REACHED'
  }
}
