import {
  WebAPITokenCursorError,
  type WebAPITokenError,
  WebAPITokenLifetimeError,
  WebAPITokenLimitError,
  WebAPITokenPolicyError,
  WebAPITokenRotationError,
  WebAPITokenScopeError,
} from '../../outcomes/errors.js'
import { problemResponse } from '../problem.js'
import { InvalidMembers } from './fields.js'
import { BodyError } from '../read-body.js'

/** Returns the response to what the owner has asked for and cannot have; undefined for any other error. */
export function problemOf(error: unknown): Response | undefined {
  if (error instanceof BodyError) return problemResponse(error.status, error.message)
  if (error instanceof InvalidMembers) return invalid(error.members)
  if (error instanceof WebAPITokenLifetimeError) return invalidMember('expires', error)
  if (error instanceof WebAPITokenScopeError) return invalidMember('scopes', error)
  if (error instanceof WebAPITokenPolicyError) return invalidMember('policy', error)
  const { code } = Object(error) as { code?: string }
  const members = code === undefined ? {} : { code }
  if (error instanceof WebAPITokenCursorError) return problemResponse(400, 'There is no such page.', members)
  if (error instanceof WebAPITokenLimitError) {
    return problemResponse(
      409,
      `There are as many active tokens as allowed: ${error.limit}. Revoke one first.`,
      members,
    )
  }
  if (error instanceof WebAPITokenRotationError) {
    return error.code === 'ERR_WEBAPI_TOKEN_UNKNOWN'
      ? noSuchToken()
      : problemResponse(409, `${error.message}.`, members)
  }
  return undefined
}

export function noSuchToken(): Response {
  return problemResponse(404, 'There is no such token.', { code: 'ERR_WEBAPI_TOKEN_UNKNOWN' })
}

function invalid(members: InvalidMembers['members']): Response {
  const errors = members.map(({ name, detail }) => ({ detail, pointer: name === '' ? '#' : `#/${escaped(name)}` }))
  const details = members.map(({ name, detail }) => `${name || 'The body'} ${detail}`)
  return problemResponse(422, `${details.join('; ')}.`, { errors })
}

/** The messages of these errors are sentences, and tell nothing that the owner may not know. */
function invalidMember(name: string, { code, message }: WebAPITokenError): Response {
  const errors = [{ detail: message, pointer: `#/${name}` }]
  return problemResponse(422, `${message}.`, { errors, code })
}

/** RFC 6901, sections 3 and 6. */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}
