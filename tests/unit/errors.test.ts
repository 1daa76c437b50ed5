import {
  WebAPITokenCursorError,
  WebAPITokenError,
  WebAPITokenGenerationError,
  WebAPITokenModelError,
  WebAPITokenPolicyError,
  WebAPITokenTransactionError,
} from '../../src/outcomes/errors.js'

test.each([
  ['WebAPITokenError', new WebAPITokenError('ERR_WEBAPI_TOKEN_MODEL_MISSING', 'message')],
  ['WebAPITokenGenerationError', new WebAPITokenGenerationError('ERR_WEBAPI_TOKEN_UNKNOWN_GENERATOR', 'message')],
  ['WebAPITokenPolicyError', new WebAPITokenPolicyError('', 'message')],
  ['WebAPITokenCursorError', new WebAPITokenCursorError()],
  ['WebAPITokenModelError', new WebAPITokenModelError('ERR_WEBAPI_TOKEN_MODEL_MISSING', 'message')],
  ['WebAPITokenTransactionError', new WebAPITokenTransactionError('ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED', 'message')],
])('%s is a WebAPITokenError, and prints its own name', (name, error) => {
  expect(error).toBeInstanceOf(WebAPITokenError)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toBeInstanceOf(TypeError)
  expect(String(error)).toBe(`${name}: ${error.message}`)
  expect(error.stack).toContain(`${name}: ${error.message}`)
  expect(Object.keys(error)).not.toContain('name')
})

test("a subclass of the app's keeps a name of the library's", () => {
  class Anonymous extends WebAPITokenGenerationError {}
  expect(new Anonymous('ERR_WEBAPI_TOKEN_MISSING_INFO', 'm').name).toBe('WebAPITokenGenerationError')
})

test('an error has its code, and its cause where there is one', () => {
  const cause = new Error('database')
  const error = new WebAPITokenTransactionError('ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED', 'm', { cause })
  expect(error.code).toBe('ERR_WEBAPI_TOKEN_TRANSACTION_ABORTED')
  expect(error.cause).toBe(cause)
  expect(new WebAPITokenModelError('ERR_WEBAPI_TOKEN_FIELD_MISSING', 'm')).not.toHaveProperty('cause')
})

test('a generation error counts the attempts, 0 when there was none', () => {
  const cause = new Error('database')
  const exhausted = new WebAPITokenGenerationError('ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED', 'm', { attempts: 20, cause })
  expect(exhausted).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED', attempts: 20, cause })
  expect(new WebAPITokenGenerationError('ERR_WEBAPI_TOKEN_UNKNOWN_GENERATOR', 'm').attempts).toBe(0)
})

test('a policy error says where the fault is', () => {
  const error = new WebAPITokenPolicyError('resources.*.allow', 'm')
  expect(error).toMatchObject({ code: 'ERR_WEBAPI_TOKEN_INVALID_POLICY', path: 'resources.*.allow', message: 'm' })
})
