import { httpToken } from '../util/http-token.js'

/**
 * A scheme, alone or with a token68 (RFC 9110, section 11.4). Tokens of an app's own generator may have more characters than a
 * token68, but none that would make them a parameter or a quoted string.
 */
const schemeWithToken = new RegExp(String.raw`^(${httpToken})(?: +([!#-+\--<>-~]+=*))?$`)

/** A parameter, with or without a scheme before it. Its value may have more characters than RFC 9110 allows, but no space. */
const parameter = new RegExp(
  String.raw`^(${httpToken} +)?${httpToken}[ \t]*=[ \t]*(?:[!#-+\--~]+|"(?:[^"\\]|\\.)*")$`,
  's',
)

/**
 * Returns the tokens of the schemes `Bearer` and `token` in an `Authorization` header, or in several that were joined with
 * commas. Credentials are a scheme with a token, or a scheme with a list of parameters, which has commas too. Any other header
 * is ambiguous and has no token: it could be part of another scheme's parameter.
 */
export function bearerTokens(header: string): string[] {
  const tokens: string[] = []
  let takesParameters = false
  for (const element of elementsOf(header)) {
    if (element === '') continue
    const [isCredentials, scheme = '', found] = schemeWithToken.exec(element) ?? []
    if (isCredentials !== undefined) {
      // A word alone may be a part of the token before it.
      if (found === undefined && tokens.length > 0) return []
      takesParameters = found === undefined
      if (found !== undefined && /^(?:bearer|token)$/i.test(scheme)) tokens.push(found)
      continue
    }
    const [isParameter, ofScheme] = parameter.exec(element) ?? []
    if (isParameter === undefined) return []
    takesParameters ||= ofScheme !== undefined
    if (!takesParameters) return []
  }
  return tokens
}

/**
 * Returns the elements of a list (RFC 9110, section 5.6.1), with quoted strings in one piece; none when a quoted string has no
 * end.
 */
function elementsOf(list: string): string[] {
  const elements: string[] = []
  let start = 0
  let isQuoted = false
  for (let index = 0; index < list.length; index++) {
    const character = list[index]
    if (character === '"') isQuoted = !isQuoted
    else if (character === '\\' && isQuoted) index++
    else if (character === ',' && !isQuoted) {
      elements.push(list.slice(start, index).trim())
      start = index + 1
    }
  }
  elements.push(list.slice(start).trim())
  return isQuoted ? [] : elements
}
