import { finding, type Finding } from './finding.js'

const codes: readonly unknown[] = [
  'ERR_WEBAPI_TOKEN_MODEL_MISSING',
  'ERR_WEBAPI_TOKEN_FIELD_MISSING',
  'ERR_WEBAPI_TOKEN_FIELD_TYPE',
  'ERR_WEBAPI_TOKEN_DATABASE_UNSUPPORTED',
]

/** Returns the finding for a model of the client with which no repository is made; undefined for any other error of the configuration. */
export function modelFault(error: unknown, messageOf: (error: unknown) => string): Finding | undefined {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = (cause as { cause?: unknown }).cause) {
    if (codes.includes((cause as { code?: unknown }).code)) {
      const remedy = '"npx webapi-token schema" prints the model. Then migrate, and run "npx prisma generate".'
      return finding('client-model', messageOf(cause), remedy)
    }
  }
  return undefined
}
